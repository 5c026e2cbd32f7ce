"""A statement of account on paper, for some days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Final

from flask_babel import force_locale
from flask_babel import gettext as _

from saas.billing.invoices.sale import buyer_of
from saas.billing.letterhead.paper import with_letterhead
from saas.billing.seller.actions import seller_for
from saas.billing.statement.models import WORDS, Movement
from saas.documents import render
from saas.documents.typesetting import HOUSE
from saas.money import Money
from saas.tenants.company.models import our_company
from saas.web.words import day

STATEMENT: Final = HOUSE / "documents" / "statement.typ"


def statement_pdf(
    opening: Money, moved: Sequence[Movement], *, since: date, through: date, language: str
) -> bytes:
    """What moved the account of the company in scope from `since` through `through`, as PDF.

    `moved` is oldest first, `opening` what was owed before the first.
    """
    company = our_company()
    closing = moved[-1].balance if moved else opening
    with force_locale(language):
        data = {
            "language": language,
            "dated": through.isoformat(),
            "title": _("Statement of account"),
            "number": company.customer_number,
            "seller": asdict(seller_for(company, currency=opening.currency).details),
            "buyer": asdict(buyer_of(company)),
            "currency": opening.currency,
            "facts": [
                {"term": _("Customer number"), "value": company.customer_number},
                {"term": _("From"), "value": day(since)},
                {"term": _("Through"), "value": day(through)},
            ],
            "owed": _("You owe") if closing.minor >= 0 else _("To your credit"),
            "headers": [_("Date"), _("What"), _("Amount"), _("Balance")],
            "opening": _("Owed before"),
            "closing": _("Owed after"),
            "from": since.isoformat(),
            "through": through.isoformat(),
            "opening_minor": opening.minor,
            "closing_minor": closing.minor,
            "rows": [
                {
                    "on": row.on.isoformat(),
                    "what": f"{_(WORDS[row.kind])} {row.reference}",
                    "change_minor": row.change.minor,
                    "balance_minor": row.balance.minor,
                }
                for row in moved
            ],
        }
    return render(STATEMENT, with_letterhead(data))
