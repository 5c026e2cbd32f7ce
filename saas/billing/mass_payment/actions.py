"""Paying several invoices with one charge."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from saas.billing.cards.rules import must_be_good
from saas.billing.mass_payment.models import claims
from saas.billing.mass_payment.rules import chosen, must_be_total
from saas.billing.payments.actions import Order, start_payment
from saas.billing.payments.models import Payment
from saas.dates import day_of
from saas.money import Money
from saas.tenants.company.models import take_turns
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def pay_invoices(
    *, by: Person, numbers: Collection[str], shown: Money, order: Order, now: datetime
) -> Payment:
    """Pay the invoices with these numbers by one charge of exactly `shown`.

    The same form sent twice is one payment: the second time, the first is returned. Raises
    NotAllowed, CardExpired, TotalHasChanged, and what `chosen` raises.
    """
    by.must(Permission.PAY)
    take_turns()
    if already := Payment.sent(order.sent_as):
        return already
    wanted = chosen(claims(numbers=numbers), numbers)
    must_be_total(wanted, shown)
    card = order.card
    must_be_good(card.name, expires_on=card.expires_on, today=day_of(now))
    return start_payment(
        {claim.invoice_id: claim.to_pay for claim in wanted}, order, by=by, now=now
    )
