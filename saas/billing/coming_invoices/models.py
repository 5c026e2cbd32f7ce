"""Invoices that will come, and that their companies have been told of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped

from saas.billing.coverage.models import invoiced_lines
from saas.billing.invoice_wishes.models import InvoiceWish
from saas.billing.purchase_orders.models import register
from saas.billing.purchase_orders.rules import order_for
from saas.billing.reminder_fees.models import fees_for
from saas.billing.run.models import BillingDay
from saas.billing.seller.actions import NoSellerYet, seller_for
from saas.billing.totals.rules import Totals, sold, to_whole, totals
from saas.db import Base, TenantOwned, db, refers_to
from saas.licensing.agreement.models import Agreement
from saas.licensing.charges.rules import difference
from saas.licensing.lines.rules import ChargeLine
from saas.licensing.services.models import services_rendered
from saas.licensing.vat.models import vat_of
from saas.licensing.vat.rules import VatDecision
from saas.money import Money
from saas.scope import all_tenants
from saas.tenants.company.models import our_company


class ComingNotice(TenantOwned, Base):
    """That a company was told of an invoice that comes on a day. Once for each."""

    __tablename__ = "coming_notices"
    __table_args__ = (
        refers_to("agreement_id", "agreements"),
        UniqueConstraint(
            "tenant_id", "agreement_id", "comes_on", name="a_coming_invoice_is_told_of_once"
        ),
    )

    agreement_id: Mapped[int]
    comes_on: Mapped[date]
    told_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class ComingInvoice:
    """What will be invoiced on a day if nothing changes, and the order it would name."""

    day: date
    agreement_id: int
    lines: list[ChargeLine]
    sums: Totals
    decision: VatDecision
    order_reference: str

    @property
    def is_credit(self) -> bool:
        """Whether it takes back more than it asks for."""
        return self.sums.is_credit


def coming_invoices(today: date) -> list[ComingInvoice]:
    """The next invoice of each agreement of the company in scope, the first to come first.

    Computed by the same comparison as the invoice itself, for the day it comes. One that is
    late, or that waits for an order, comes today at the earliest.
    """
    days = db.session.execute(
        select(BillingDay.agreement_id, BillingDay.due_on)
        .where(BillingDay.due_on.is_not(None))
        .order_by(BillingDay.due_on, BillingDay.agreement_id)
    )
    found = (coming_invoice(agreement_id, max(day, today)) for agreement_id, day in days if day)
    return [coming for coming in found if coming]


def coming_invoice(agreement_id: int, day: date) -> ComingInvoice | None:
    """What an agreement of the company in scope will be invoiced on `day`; None for nothing."""
    agreement = Agreement.find(agreement_id)
    lines = difference(
        agreement.timeline(),
        invoiced=invoiced_lines(agreement_id),
        through=day,
        services=services_rendered(agreement_id),
    )
    if not lines:
        return None
    lines += [fee.line for fee in fees_for(lines)]
    decision = vat_of(our_company(), on=day)
    sums = totals(
        sold(lines, decision),
        currency=agreement.currency,
        in_whole=is_in_whole(currency=agreement.currency),
    )
    orders = (order for _row, order in register())
    order = order_for(orders, agreement_id=agreement_id, on=day, net=sums.net)
    return ComingInvoice(day, agreement_id, lines, sums, decision, order.number if order else "")


def is_in_whole(*, currency: str) -> bool:
    """Whether what the company in scope is asked for in `currency` is rounded to whole units.

    Not as long as nobody sells: then nothing is invoiced either.
    """
    try:
        return seller_for(our_company(), currency=currency).whole_kronor
    except NoSellerYet:
        return False


def asked_for(gross: Money) -> Money:
    """What an invoice of `gross` asks the company in scope for: rounded where its seller rounds."""
    return gross + to_whole(gross) if is_in_whole(currency=gross.currency) else gross


def to_be_told_of(today: date, *, ahead: timedelta) -> list[tuple[int, int, date]]:
    """Tenant, agreement and day of each invoice that comes within `ahead` and is not told of."""
    told = (
        select(ComingNotice.id)
        .where(
            ComingNotice.tenant_id == BillingDay.tenant_id,
            ComingNotice.agreement_id == BillingDay.agreement_id,
            ComingNotice.comes_on == BillingDay.due_on,
        )
        .exists()
    )
    left_alone = (
        select(InvoiceWish.id)
        .where(InvoiceWish.tenant_id == BillingDay.tenant_id, ~InvoiceWish.told_ahead)
        .exists()
    )
    with all_tenants(because="the calendar looks for whose invoice comes within days"):
        rows = db.session.execute(
            select(BillingDay.tenant_id, BillingDay.agreement_id, BillingDay.due_on)
            .where(
                BillingDay.due_on > today, BillingDay.due_on <= today + ahead, ~told, ~left_alone
            )
            .order_by(BillingDay.tenant_id, BillingDay.agreement_id)
        ).all()
    return [(tenant_id, agreement_id, day) for tenant_id, agreement_id, day in rows if day]
