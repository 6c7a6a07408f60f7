"""Passwords and tokens: what is stored can be compared but not used."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

AT_ONCE = 4  # each hash takes 64 MiB and half a second; more at once would starve everybody else


@dataclass
class Passwords:
    """Argon2id with the library's parameters, a few at a time."""

    hasher: PasswordHasher = field(default_factory=PasswordHasher)
    _gate: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(AT_ONCE), repr=False)
    _nobody: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        self._nobody = self.hasher.hash(secrets.token_urlsafe())

    def hash(self, password: str) -> str:
        """What may be stored."""
        with self._gate:
            return self.hasher.hash(password)

    def matches(self, stored: str | None, password: str) -> bool:
        """Whether this is the password; without a stored one the answer is no, after the same work."""
        with self._gate:
            try:
                return self.hasher.verify(stored or self._nobody, password) and stored is not None
            except (VerificationError, InvalidHashError):
                return False


def new_salt() -> str:
    """Sixteen random bytes as text, so that a digest of something short cannot be guessed."""
    return secrets.token_hex(16)


def new_token() -> str:
    """A secret of 256 bits for a cookie or a link."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored of a token: enough to recognise it, useless to a reader of the database."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed_hash(key: str, value: str) -> str:
    """A value that can be counted and compared, and not be guessed back without the key."""
    return hmac.new(key.encode(), value.encode(), hashlib.sha256).hexdigest()
