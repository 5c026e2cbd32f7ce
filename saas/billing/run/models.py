"""Which agreements it is time to invoice."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, UniqueConstraint, and_, exists, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped

from saas.db import Base, TenantOwned, db, refers_to
from saas.licensing.agreement.models import Agreement, AgreementTerm
from saas.scope import all_tenants, current_tenant_id


class BillingDay(TenantOwned, Base):
    """The day on which something of an agreement is next due; none when nothing is to come.

    Written whenever what is owed is compared, so that the calendar asks one indexed question
    of all companies, whatever their periods are.
    """

    __tablename__ = "billing_days"
    __table_args__ = (
        refers_to("agreement_id", "agreements"),
        UniqueConstraint("tenant_id", "agreement_id", name="one_billing_day_per_agreement"),
        Index("billing_days_to_come", "due_on", postgresql_where=text("due_on is not null")),
    )

    agreement_id: Mapped[int]
    due_on: Mapped[date | None]


def note_billing_day(agreement_id: int, due_on: date | None) -> None:
    """Remember when an agreement of the company in scope is next due."""
    db.session.execute(
        insert(BillingDay)
        .values(tenant_id=current_tenant_id(), agreement_id=agreement_id, due_on=due_on)
        .on_conflict_do_update(constraint="one_billing_day_per_agreement", set_={"due_on": due_on})
    )


def agreements_never_compared(today: date) -> list[tuple[int, int]]:
    """Tenant and agreement of each that has begun by `today` and was never compared.

    Its first comparison is a reaction that is still to come.
    """
    noted = and_(
        BillingDay.tenant_id == Agreement.tenant_id, BillingDay.agreement_id == Agreement.id
    )
    begun = exists().where(
        AgreementTerm.tenant_id == Agreement.tenant_id,
        AgreementTerm.agreement_id == Agreement.id,
        AgreementTerm.starts_on <= today,
        AgreementTerm.fee_minor + AgreementTerm.extra_seats > 0,
    )
    with all_tenants(because="the calendar looks for what is due at every tenant's"):
        rows = db.session.execute(
            select(Agreement.tenant_id, Agreement.id)
            .outerjoin(BillingDay, noted)
            .where(BillingDay.id.is_(None) & begun)
            .order_by(Agreement.tenant_id, Agreement.id)
        ).all()
    return [(tenant_id, agreement_id) for tenant_id, agreement_id in rows]
