import pytest

from digitrec.learning.data.dataset import Images
from digitrec.learning.sequences.writers import Sources, open_sources


@pytest.fixture(scope="session")
def sources(digits: Images) -> Sources:
    return open_sources(digits)
