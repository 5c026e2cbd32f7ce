"""Asking for a new password, and choosing it."""

from __future__ import annotations

from datetime import datetime

from saas.db import db
from saas.outbox import announce
from saas.scope import OPERATOR, tenant_scope
from saas.tenants.accounts.models import Account
from saas.tenants.events import ResetAsked
from saas.tenants.links.rules import Link, kept_of
from saas.tenants.login.actions import change_password
from saas.tenants.reset.models import Reset
from saas.tenants.reset.rules import LINK_LIVES, ResetLinkDead, must_be_alive
from saas.tenants.throttle.actions import take_a_try
from saas.tenants.throttle.rules import Guarded


def ask_for_reset(*, email: str, language: str, address: str, now: datetime) -> Reset:
    """Note that somebody wants a new password for `email` (lower case).

    Whether a login has that address is looked up by a reaction, where nobody can see or time
    it. `now` is the world's instant. Raises TooManyTries.
    """
    take_a_try({Guarded.RESET_MAIL: email, Guarded.RESET_ADDRESS: address}, now=now)
    with tenant_scope(OPERATOR):
        reset = Reset(email=email, language=language, address=address, asked_at=now)
        db.session.add(reset)
        db.session.flush()
        announce(ResetAsked(reset.id))
    return reset


def link_for(*, reset: Reset, now: datetime) -> Link | None:
    """Make the link that goes out by mail; none when no login has the address."""
    account = Account.with_email(reset.email)
    if account is None:
        return None
    link = Link.new()
    reset.account_id = account.id
    reset.token_hash = link.kept
    reset.expires_at = now + LINK_LIVES
    return link


def open_reset(*, token: str, now: datetime) -> Reset:
    """The request a link belongs to; looking does not use it up. Raises ResetLinkDead."""
    with tenant_scope(OPERATOR):
        reset = Reset.by_link(kept_of(token))
    if reset is None or reset.account is None:
        raise ResetLinkDead
    must_be_alive(
        asked_at=reset.asked_at,
        expires_at=reset.expires_at,
        used_at=reset.used_at,
        password_changed_at=reset.account.password_changed_at,
        now=now,
    )
    return reset


def choose_password(*, token: str, password: str, now: datetime) -> Account:
    """Give the login behind a link its new password. The door ends the login's sessions.

    Raises ResetLinkDead, and what `good_password` raises; then the link is still good.
    """
    reset = open_reset(token=token, now=now)
    account = db.session.get_one(Account, reset.account_id)
    change_password(account=account, password=password, now=now)
    with tenant_scope(OPERATOR):
        reset.used_at = now
        db.session.flush()
    return account
