"""Passwords: a file of `user:hash` lines, hashed with scrypt (RFC 7914)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from digitrec.errors import DigitrecError

COST, BLOCK, PARALLEL = 2**14, 8, 1  # about 50 ms and 16 MB a try
SALT, KEY = 16, 32  # bytes
LARGEST = 1_000_000  # bytes of the file
LEAST_PASSWORD = 8  # characters
MAKE_ONE = "Make lines with: digitrec serve --hash-password USER"


@dataclass(frozen=True, slots=True)
class Hash:
    """A hashed password.

    Args:
        salt: random bytes.
        key: what scrypt makes of the password with this salt.
    """

    salt: bytes
    key: bytes

    @classmethod
    def of(cls, password: str, salt: bytes | None = None) -> Hash:
        """Hashes a password, with a new salt if none is given."""
        salt = secrets.token_bytes(SALT) if salt is None else salt
        key = hashlib.scrypt(password.encode(), salt=salt, n=COST, r=BLOCK, p=PARALLEL, dklen=KEY)
        return cls(salt, key)

    @classmethod
    def from_text(cls, text: str) -> Hash:
        """Reads what `str` makes.

        Raises:
            ValueError: it is no hash.
        """
        kind, _, rest = text.partition("$")
        salt, _, key = rest.partition("$")
        try:
            parts = [base64.b64decode(part, validate=True) for part in (salt, key)]
        except binascii.Error:
            raise ValueError("not base64") from None
        if kind != "scrypt" or len(parts[0]) < SALT or len(parts[1]) != KEY:
            raise ValueError("not scrypt$salt$key")
        return cls(*parts)

    def __str__(self) -> str:
        return "$".join(["scrypt", *(base64.b64encode(part).decode() for part in (self.salt, self.key))])

    def fits(self, password: str) -> bool:
        """Whether this is the hash of a password; takes the same time either way."""
        return hmac.compare_digest(Hash.of(password, self.salt).key, self.key)


def line_for(user: str, password: str) -> str:
    """A line of the file.

    Raises:
        DigitrecError: the name cannot stand in the file, or the password is too short.
    """
    if not user or ":" in user or user != user.strip() or user.startswith("#") or not user.isprintable():
        raise DigitrecError(f"{user!r} cannot be a user's name: leave out colons, # and spaces around it.")
    if len(password) < LEAST_PASSWORD:
        raise DigitrecError(f"A password has at least {LEAST_PASSWORD} characters.")
    return f"{user}:{Hash.of(password)}"


def load_users(path: Path) -> dict[str, Hash]:
    """Reads the file: a `user:hash` a line; empty lines and lines that begin with # are passed over.

    Raises:
        DigitrecError: it cannot be read, or a line is no such line; the message says which.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise DigitrecError(f"{path} is too large for a file of users. {MAKE_ONE}")
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise DigitrecError(f"The file of users {path} cannot be read ({reason}). {MAKE_ONE}") from None
    users: dict[str, Hash] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        user, _, text = line.strip().partition(":")
        try:
            users[user] = Hash.from_text(text)
        except ValueError:
            raise DigitrecError(f"Line {number} of {path} is not user:hash. {MAKE_ONE}") from None
    if not users:
        raise DigitrecError(f"{path} names no user. {MAKE_ONE}")
    return users


_NOBODY = Hash(bytes(SALT), bytes(KEY))  # asked when the name is unknown, so that this takes as long


def may_enter(users: Mapping[str, Hash], user: str, password: str) -> bool:
    """Whether a user has this password."""
    known = users.get(user)
    fits = (known or _NOBODY).fits(password)
    return fits and known is not None
