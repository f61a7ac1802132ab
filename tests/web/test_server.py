import pytest

from digitrec.errors import DigitrecError
from digitrec.web.passwords import Hash
from digitrec.web.server import Address

ANNA = {"anna": Hash(bytes(16), bytes(32))}


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "[::1]", "127.0.0.2"])
def test_this_machine_needs_no_password(host):
    assert Address(host).local


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.0.7", "::", "example.org", "", "localhost.example.org"])
def test_an_address_that_others_reach_needs_users(host):
    with pytest.raises(DigitrecError, match="--auth-file"):
        Address(host)
    assert not Address(host, users=ANNA).local
