"""Making a login, and proving that one is whose it is."""

from __future__ import annotations

from datetime import datetime

from saas.db import db, refused_by
from saas.outbox import announce
from saas.scope import OPERATOR, tenant_scope
from saas.tenants.accounts.models import Account
from saas.tenants.accounts.rules import EmailInUse
from saas.tenants.events import PasswordChanged, PersonAdded
from saas.tenants.login.rules import WrongCredentials, canonical_email
from saas.tenants.passwords.hashing import fits, hashed, is_outdated
from saas.tenants.passwords.rules import good_password
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Role
from saas.tenants.throttle.actions import forget_tries, take_a_try
from saas.tenants.throttle.rules import Guarded


def create_account(
    *,
    email: str,
    name: str,
    password: str,
    language: str,
    now: datetime,
    about: tuple[str, ...] = (),
) -> Account:
    """A new login. `about` are more names the password must not consist of.

    Raises EmailInUse, and what `good_password` raises.
    """
    email = canonical_email(email)
    good_password(password, about=(email, name, *about))
    if Account.with_email(email):
        raise EmailInUse
    account = Account(
        email=email,
        name=name.strip(),
        password_hash=hashed(password),
        language=language,
        created_at=now,
    )
    with refused_by("one_accounts_per_email", EmailInUse()):
        db.session.add(account)
    return account


def prove_account(*, email: str, password: str, address: str, now: datetime) -> Account:
    """The login of `email`, if `password` is its password.

    Counts the try by login and by network address first, and takes as long for an address
    nobody has. A hash made with older parameters is made anew. `now` is the world's instant
    (`clock_time`). Raises WrongCredentials or TooManyTries.
    """
    email = canonical_email(email)
    by_account = {Guarded.LOGIN_ACCOUNT: email}
    take_a_try({**by_account, Guarded.LOGIN_ADDRESS: address}, now=now)
    account = Account.with_email(email)
    if not fits(password, account.password_hash if account else None) or account is None:
        raise WrongCredentials
    forget_tries(by_account)
    if is_outdated(account.password_hash or ""):
        account.password_hash = hashed(password)
    return account


def change_password(
    *, account: Account, password: str, now: datetime, about: tuple[str, ...] = ()
) -> Account:
    """Give a login another password. Links to choose one that were made before are dead.

    The door ends the login's other sessions. `now` is the world's instant. Raises what
    `good_password` raises.
    """
    good_password(password, about=(account.email, account.name, *about))
    account.password_hash = hashed(password)
    account.password_changed_at = now
    db.session.flush()
    with tenant_scope(OPERATOR):
        announce(PasswordChanged(account.id))
    return account


def add_staff(
    *, name: str, email: str, password: str, now: datetime, role: Role = Role.ADMIN
) -> Person:
    """One of the operator's own people, who serve our customers; they take no seat.

    An existing login keeps its password. Raises what `create_account` raises but EmailInUse.
    """
    account = Account.with_email(canonical_email(email)) or create_account(
        email=email, name=name, password=password, language="sv", now=now
    )
    with tenant_scope(OPERATOR):
        person = Person.with_email(account.email)
        if person is None:
            person = Person(account_id=account.id, name=name, role=role, joined_at=now)
            db.session.add(person)
            db.session.flush()
            announce(PersonAdded(person.id, role.value))
    return person
