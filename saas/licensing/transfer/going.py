"""What goes over as both companies have agreed: whose it is, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select, text

from saas.db import db
from saas.licensing.staying.rules import GoesOver
from saas.licensing.transfer.models import OPEN, Transfer
from saas.scope import OPERATOR, current_tenant_id, tenant_scope


def going_over(agreement_id: int) -> GoesOver | None:
    """What both companies have agreed on of an agreement of the company in scope, and not over."""
    agreed = select(Transfer.id, Transfer.starts_on).where(
        Transfer.from_id == current_tenant_id(),
        Transfer.agreement_id == agreement_id,
        Transfer.accepted_at.is_not(None),
        text(OPEN),
    )
    with tenant_scope(OPERATOR):
        row = db.session.execute(agreed).one_or_none()
    return GoesOver(row.id, row.starts_on) if row else None


def givers_on(day: date) -> Sequence[int]:
    """The companies whose agreement goes over on a day, as agreed; within the operator's scope."""
    agreed = select(Transfer.from_id).where(
        Transfer.starts_on == day, Transfer.accepted_at.is_not(None), text(OPEN)
    )
    return db.session.scalars(agreed.order_by(Transfer.id)).all()
