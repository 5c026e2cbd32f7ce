"""Changing oneself: name and password."""

from __future__ import annotations

from datetime import datetime

from saas.db import db
from saas.tenants.accounts.models import Account
from saas.tenants.login.actions import change_password, prove_account
from saas.tenants.people.models import Person


def change_own_name(*, by: Person, name: str) -> Person:
    """Be called something else, by this company and in letters."""
    by.name = name
    by.account.name = name
    db.session.flush()
    return by


def change_own_password(
    *, by: Person, current: str, password: str, address: str, now: datetime
) -> Account:
    """Choose another password, knowing the one there is. The door ends the other sessions.

    `now` is the world's instant. Raises WrongCredentials, TooManyTries, and what
    `good_password` raises.
    """
    account = prove_account(email=by.email, password=current, address=address, now=now)
    return change_password(account=account, password=password, now=now)
