"""What a connected system supplier may tell us."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

from saas.errors import Refusal, Unproven
from saas.text import N_

KEY_PREFIX: Final = "kzp_"


class UnknownPartnerKey(Unproven):
    """The key belongs to no partner."""

    says = N_("The partner key is not known. Send it as a bearer token.")


class PartnerNameTaken(Refusal):
    """There is a partner of this name."""

    says = N_("There is a partner of this name already.")
    field = "name"


def new_key() -> str:
    """A partner's key: shown once, kept hashed; 256 random bits behind a prefix."""
    return KEY_PREFIX + secrets.token_urlsafe(32)


def kept_key(key: str) -> bytes:
    """What we keep of a key."""
    return hashlib.sha256(key.encode()).digest()
