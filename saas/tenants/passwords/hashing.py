"""Passwords are kept as argon2id, a few at a time, and compared in equal time for strangers."""

from __future__ import annotations

from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# 19 MiB, two passes, one lane: OWASP's recommendation; about 40 ms. At most four at once, so
# that a rush of log-ins takes 76 MiB and not the whole machine.
HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
TURNS: Final = BoundedSemaphore(4)
NOBODYS: Final = (
    "$argon2id$v=19$m=19456,t=2,p=1$Yqf+ZQ+TjacvaYJJ9bPTsw$"
    "g8YDisUeJrBx59Uh9QNEdvYwmey/X8AkD3Eh4qyuogk"
)


def hashed(password: str) -> str:
    """What we keep of a password, in argon2's own notation."""
    with TURNS:
        return HASHER.hash(password)


def fits(password: str, kept: str | None) -> bool:
    """Whether `password` is the one kept. Takes as long when there is none to compare with."""
    with TURNS:
        try:
            return HASHER.verify(kept or NOBODYS, password) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(kept: str) -> bool:
    """Whether the hash was made with other parameters than we use now."""
    return HASHER.check_needs_rehash(kept)
