import pytest

from digitrec.learning.digits import ensemble
from digitrec.learning.digits import train as training
from digitrec.learning.digits.ensemble import Group
from digitrec.learning.digits.request import Request


@pytest.fixture
def asked_ensembles(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Request, Group]]:
    """What ensembles would be trained; none is."""
    requests: list[tuple[Request, Group]] = []

    def note(request: Request, group: Group, watch: object) -> None:
        requests.append((request, group))

    monkeypatch.setattr(ensemble, "train_ensemble", note)
    return requests


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Request]:
    """What would be trained; nothing is."""
    requests: list[Request] = []

    def note(request: Request, watch: object) -> None:
        requests.append(request)

    monkeypatch.setattr(training, "train", note)
    return requests
