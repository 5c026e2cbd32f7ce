"""Making a key, signing with the newest, and taking back one that has leaked."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select

from saas.db import db
from saas.errors import NotFound, Refusal
from saas.licensing.signing.keys import new_key, signed
from saas.licensing.signing.models import SigningKey
from saas.text import N_

ONE_AT_A_TIME: Final = 7_003


class LastSigningKey(Refusal):
    """The key that signs is withdrawn only after another has taken its place."""

    says = N_("This key signs. Make another first: saas entitlements rotate-key")


def rotate_key(*, locked_with: Sequence[str], now: datetime) -> SigningKey:
    """Make a new key, which signs from now on; what older ones signed stays good.

    `locked_with` are SECRET_KEY and its fallbacks, the one in force first.
    """
    public, sealed = new_key(locked_with)
    made = SigningKey(key_id=secrets.token_hex(8), public=public, sealed=sealed, made_at=now)
    db.session.add(made)
    db.session.flush()
    return made


def sign(claims: Mapping[str, Any], *, locked_with: Sequence[str], now: datetime) -> str:
    """A token of `claims`, signed with the newest key; the first is made when it is missed.

    Raises SealedByAnotherSecret.
    """
    key = SigningKey.signing()
    if key is None:
        db.session.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
        key = SigningKey.signing() or rotate_key(locked_with=locked_with, now=now)
    return signed(claims, key_id=key.key_id, sealed=key.sealed, secrets=locked_with)


def withdraw_key(*, key_id: str, now: datetime) -> None:
    """Publish a key no more, so that nothing it ever signed is believed. Raises LastSigningKey."""
    published = SigningKey.published()
    key = next((key for key in published if key.key_id == key_id), None)
    if key is None:
        raise NotFound
    if key is published[0]:
        raise LastSigningKey
    key.withdrawn_at = now
    db.session.flush()
