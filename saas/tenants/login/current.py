"""Who is asking."""

from __future__ import annotations

from functools import cache
from typing import cast

from flask import g, session
from flask_login import LoginManager, current_user
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import contains_eager

from saas.db import db
from saas.tenants.accounts.models import Account
from saas.tenants.company.models import Tenant
from saas.tenants.people.models import Person
from saas.web import sessions


def me() -> Person:
    """The person asking. Only behind a locked door, where there is one."""
    return cast("Person", current_user._get_current_object())


def here() -> Tenant:
    """The company the person asking acts for."""
    return cast("Tenant", g.company)


def whoever_asks(_request: object) -> Person | None:
    """The person behind the request's session, with their account and company: one query."""
    account_id, tenant_id = session.account_id, session.acting_for  # type: ignore[attr-defined]
    if account_id is None or tenant_id is None:
        return None
    found = db.session.execute(_whoever(), {"account": account_id}).one_or_none()
    if found is None:
        return None
    person, g.company = found
    return person


@cache
def _whoever() -> Select[Person, Tenant]:
    """The question of every request, put into words once."""
    return (
        select(Person, Tenant)
        .join(Account, Account.id == Person.account_id)
        .join(Tenant, Tenant.id == Person.tenant_id)
        .where(Person.account_id == bindparam("account"), Person.removed_at.is_(None))
        .options(contains_eager(Person.account))
    )


def start_session(*, account: Account, acting_for: int | None) -> None:
    """Log this browser in as `account`, acting for a company; its session gets a new id."""
    sessions.begin(account_id=account.id, acting_for=acting_for)


def init_app(app: object) -> None:
    """Let Flask-Login ask us who is asking; the session is ours (`saas.web.sessions`)."""
    manager = LoginManager()
    manager.session_protection = None
    manager.request_loader(whoever_asks)
    manager.init_app(app)
