"""A statement of account on paper, for some days."""

from __future__ import annotations

from dataclasses import asdict
from typing import Final

from flask_babel import force_locale
from flask_babel import gettext as _

from saas.billing.invoices.sale import buyer_of
from saas.billing.letterhead.paper import with_letterhead
from saas.billing.seller.actions import seller_for
from saas.billing.statement.models import WORDS, Days
from saas.documents import render
from saas.documents.typesetting import HOUSE
from saas.tenants.company.models import our_company
from saas.web.words import day

STATEMENT: Final = HOUSE / "documents" / "statement.typ"


def statement_pdf(days: Days, *, language: str) -> bytes:
    """What moved the account of the company in scope in those days, oldest first, as PDF."""
    company, currency = our_company(), days.opening.currency
    with force_locale(language):
        data = {
            "language": language,
            "dated": days.through.isoformat(),
            "title": _("Statement of account"),
            "number": company.customer_number,
            "seller": asdict(seller_for(company, currency=currency).details),
            "buyer": asdict(buyer_of(company)),
            "currency": currency,
            "facts": [
                {"term": _("Customer number"), "value": company.customer_number},
                {"term": _("From"), "value": day(days.since)},
                {"term": _("Through"), "value": day(days.through)},
            ],
            "owed": _("You owe") if days.closing.minor >= 0 else _("To your credit"),
            "headers": [_("Date"), _("What"), _("Amount"), _("Balance")],
            "opening": _("Owed before"),
            "closing": _("Owed after"),
            "from": days.since.isoformat(),
            "through": days.through.isoformat(),
            "opening_minor": days.opening.minor,
            "closing_minor": days.closing.minor,
            "rows": [
                {
                    "on": row.on.isoformat(),
                    "what": f"{_(WORDS[row.kind])} {row.reference}",
                    "change_minor": row.change.minor,
                    "balance_minor": row.balance.minor,
                }
                for row in days.moved
            ],
        }
    return render(STATEMENT, with_letterhead(data))
