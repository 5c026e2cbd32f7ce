"""Which agreements are on an edition, asked within `all_tenants`."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from saas.db import db
from saas.licensing.agreement.coming import ChangeReason
from saas.licensing.agreement.models import Agreement, AgreementTerm
from saas.licensing.price_increases.rules import Held
from saas.scope import all_tenants
from saas.tenants.company.models import Tenant


def agreements_on(edition: str, *, day: date) -> list[Held]:
    """Every agreement whose terms on `day` are of an edition, by customer number."""
    asked = (
        select(Tenant, Agreement)
        .join(Agreement, Agreement.tenant_id == Tenant.id)
        .join(
            AgreementTerm,
            (AgreementTerm.tenant_id == Agreement.tenant_id)
            & (AgreementTerm.agreement_id == Agreement.id),
        )
        .where(
            AgreementTerm.edition == edition,
            AgreementTerm.starts_on <= day,
            AgreementTerm.until.is_(None),
        )
        .order_by(Tenant.customer_number)
    )
    with all_tenants(because="staff see whom a price increase would reach"):
        return [_held(company, agreement) for company, agreement in db.session.execute(asked)]


def _held(company: Tenant, agreement: Agreement) -> Held:
    return Held(
        tenant_id=agreement.tenant_id,
        agreement_id=agreement.id,
        company=company.name,
        customer_number=company.customer_number,
        terms=agreement.terms[-1].as_agreed,
        last_day=agreement.notice.last_day if agreement.notice else None,
        is_announced=any(c.why is ChangeReason.PRICE_INCREASE for c in agreement.to_come),
    )
