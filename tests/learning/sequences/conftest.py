import pytest

from digitrec.learning.data import Images
from digitrec.learning.sequences.hands import Sources, open_sources


@pytest.fixture(scope="session")
def sources(digits: Images) -> Sources:
    return open_sources(digits)
