"""Every company's, asked by our staff past the wall."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select, text

from saas.db import db
from saas.errors import NotFound
from saas.licensing.ceased.models import Cessation
from saas.licensing.ceased.rules import State
from saas.scope import all_tenants, tenant_scope
from saas.tenants.company.models import Tenant

WAITS_FIRST = "(approved_at is null and declined_at is null and taken_back_at is null) desc"


def told_of(*, limit: int) -> list[tuple[Tenant, Cessation]]:
    """What was told of any company: what waits first, then the latest."""
    asked = (
        select(Tenant, Cessation)
        .join(Cessation, Cessation.tenant_id == Tenant.id)
        .order_by(text(WAITS_FIRST), Cessation.registered_at.desc(), Cessation.id.desc())
        .limit(limit)
    )
    with all_tenants(because="staff decide which companies have ceased"):
        return [(row[0], row[1]) for row in db.session.execute(asked)]


def waiting(*, limit: int) -> list[Cessation]:
    """What waits to be decided, of any company."""
    return [told for _company, told in told_of(limit=limit) if told.state is State.WAITING]


@contextmanager
def at_its_company(public_id: str) -> Iterator[Cessation]:
    """What was told, in the scope of the company it is of. Raises NotFound."""
    with all_tenants(because="staff open what was told without knowing of whom"):
        whose = select(Cessation.tenant_id).where(Cessation.public_id == public_id)
        found = db.session.scalar(whose)
    if found is None:
        raise NotFound
    with tenant_scope(found):
        yield Cessation.known_as(public_id)
