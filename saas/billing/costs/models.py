"""The lines that a company's costs are counted from."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from saas.billing.costs.rules import CostLine, Month, by_month
from saas.billing.coverage.models import InvoiceLine
from saas.dates import add_months
from saas.db import db
from saas.licensing.agreement.models import Agreement
from saas.money import Money


def costs(*, through: date, months: int, currency: str) -> list[Month]:
    """What each of the `months` months up to that of `through` cost the company in scope."""
    first = add_months(through.replace(day=1), 1 - months)
    rows = db.session.execute(
        select(
            InvoiceLine.item,
            InvoiceLine.starts_on,
            InvoiceLine.until,
            InvoiceLine.net_minor,
            InvoiceLine.vat_percent,
        ).where(InvoiceLine.until > first, InvoiceLine.currency == currency)
    )
    lines = (
        CostLine(item, starts_on, until, Money(net, currency), percent)
        for item, starts_on, until, net, percent in rows
    )
    return by_month(lines, first=first, months=months, currency=currency)


def usual_currency() -> str:
    """The currency of the company's latest agreement; kronor before it has one."""
    latest = select(Agreement.currency).order_by(Agreement.id.desc()).limit(1)
    return db.session.scalar(latest) or "SEK"
