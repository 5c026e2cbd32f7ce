"""Questions about notices: how many, which one, and which have been served out."""

from __future__ import annotations

from datetime import date

from sqlalchemy import and_, func, select

from saas.db import db
from saas.errors import NotFound
from saas.licensing.agreement.models import Agreement, AgreementTerm, Notice


def notice_numbered(number: str) -> Notice:
    """The notice of the company in scope with this number. Raises NotFound."""
    notice = db.session.scalar(select(Notice).where(Notice.number == number))
    if notice is None:
        raise NotFound
    return notice


def notices_given() -> int:
    """How many notices the company in scope has ever given."""
    return db.session.scalar(select(func.count()).select_from(Notice)) or 0


def has_successor(agreement: Agreement) -> bool:
    """Whether the company has agreed to something else from a day when this one is over."""
    later = select(AgreementTerm.id).where(
        AgreementTerm.agreement_id != agreement.id,
        AgreementTerm.starts_on > agreement.started_on,
        AgreementTerm.until.is_(None) | (AgreementTerm.until > AgreementTerm.starts_on),
    )
    return db.session.scalar(later.limit(1)) is not None


def served_out(day: date) -> list[Notice]:
    """Notices whose last day has passed by `day`, on agreements not yet closed."""
    running = and_(
        AgreementTerm.tenant_id == Notice.tenant_id,
        AgreementTerm.agreement_id == Notice.agreement_id,
        AgreementTerm.until.is_(None),
    )
    over = select(Notice).join(AgreementTerm, running).order_by(Notice.id)
    return list(
        db.session.scalars(over.where(Notice.last_day < day, Notice.withdrawn_at.is_(None)))
    )
