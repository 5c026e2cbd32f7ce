"""The fees for reminders everywhere, for our staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from saas.billing.invoices.models import Invoice
from saas.billing.reminder_fees.models import ENDED, ReminderFee, ReminderFeeEnd
from saas.db import db
from saas.money import Money
from saas.scope import all_tenants
from saas.tenants.company.models import Tenant

_ON: Final = aliased(Invoice)


@dataclass(frozen=True, slots=True)
class KnownFee:
    """The fee for reminding of the invoice `number`, and what became of it.

    `charged_on` is the number of the invoice it is on and `our_error` why it was waived; both
    are empty while it waits.
    """

    number: str
    company: str
    customer_number: str
    reminded_on: date
    amount: Money
    charged_on: str
    our_error: str

    @property
    def waits(self) -> bool:
        """Whether it is still to come on an invoice."""
        return not (self.charged_on or self.our_error)


def fees_everywhere(*, limit: int) -> list[KnownFee]:
    """The fees of every company: what waits first, then the latest."""
    rows = (
        select(
            Invoice.number,
            Tenant.name,
            Tenant.customer_number,
            ReminderFee,
            _ON.number,
            ReminderFeeEnd.our_error,
        )
        .select_from(ReminderFee)
        .join(
            Invoice,
            and_(Invoice.tenant_id == ReminderFee.tenant_id, Invoice.id == ReminderFee.invoice_id),
        )
        .join(Tenant, Tenant.id == ReminderFee.tenant_id)
        .outerjoin(ReminderFeeEnd, ENDED)
        .outerjoin(
            _ON,
            and_(_ON.tenant_id == ReminderFeeEnd.tenant_id, _ON.id == ReminderFeeEnd.charged_on_id),
        )
        .order_by(ReminderFeeEnd.id.is_not(None), ReminderFee.id.desc())
        .limit(limit)
    )
    with all_tenants(because="staff see whom reminders have been charged"):
        return [
            KnownFee(number, name, customer, fee.reminded_on, fee.amount, on or "", error or "")
            for number, name, customer, fee, on, error in db.session.execute(rows)
        ]
