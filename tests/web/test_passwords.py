import pytest

from digitrec.errors import DigitrecError
from digitrec.web.passwords import Hash, line_for, load_users, may_enter


def test_who_has_a_line_may_enter_with_that_password_only(tmp_path):
    file = tmp_path / "users.txt"
    file.write_text(f"# pupils\n\n{line_for('anna', 'correct horse')}\n{line_for('ben', 'battery staple')}\n")
    users = load_users(file)
    assert list(users) == ["anna", "ben"]
    assert may_enter(users, "anna", "correct horse")
    assert not may_enter(users, "anna", "battery staple")
    assert not may_enter(users, "anna", "")
    assert not may_enter(users, "cleo", "correct horse")


def test_a_line_holds_no_password_and_is_never_the_same_twice():
    first, second = line_for("anna", "correct horse"), line_for("anna", "correct horse")
    assert first != second
    assert "correct" not in first
    assert Hash.from_text(first.partition(":")[2]).fits("correct horse")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param("anna:secret\n", "Line 1 of", id="a-plain-password"),
        pytest.param("# nobody\n", "names no user", id="empty"),
        pytest.param("anna:scrypt$AAAA$AAAA\n", "Line 1 of", id="a-short-hash"),
        pytest.param(b"\xff\xfe\x00", "cannot be read", id="no-text"),
    ],
)
def test_another_file_is_refused_with_the_remedy(tmp_path, content, said):
    file = tmp_path / "users.txt"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(DigitrecError, match=said) as caught:
        load_users(file)
    assert "--hash-password" in str(caught.value)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(DigitrecError, match="cannot be read"):
        load_users(tmp_path / "none.txt")


@pytest.mark.parametrize("user", ["", "an:na", " anna", "#anna", "an\nna"])
def test_a_name_that_cannot_stand_in_the_file_is_refused(user):
    with pytest.raises(DigitrecError):
        line_for(user, "correct horse")


def test_a_short_password_is_refused():
    with pytest.raises(DigitrecError, match="at least 8"):
        line_for("anna", "1234567")
