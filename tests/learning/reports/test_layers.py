import pytest

from digitrec.learning.digits.pack import pack
from digitrec.learning.reports.layers import layers_of
from digitrec.models.quiet import quiet_keras
from tests.learning.tiny import tiny


@pytest.mark.slow
def test_networks_within_a_network_are_indented():
    quiet_keras().utils.clear_session()  # Keras numbers its layers on from test to test
    packed = pack([tiny(), tiny(width=6)], [1, 1])
    lines = layers_of(packed).splitlines()
    assert lines[1].split() == ["glyph", "(InputLayer)", "28", "x", "28", "x", "1", "0"]
    assert sum(line.startswith("  logits (Dense)") for line in lines) == 2
    assert lines[-1].split() == ["all", f"{packed.count_params():,}"]
    assert len({len(line) for line in lines}) == 1
