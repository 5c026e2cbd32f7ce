"""The statement of a prebilled period as archivable PDF."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from flask_babel import force_locale
from flask_babel import gettext as _

from saas.billing.true_up.rules import TrueUp
from saas.documents import render
from saas.documents.typesetting import HOUSE
from saas.tenants.company.models import our_company
from saas.text import N_, Text
from saas.web.words import day, money, say

STATEMENT: Final = HOUSE / "documents" / "true_up.typ"


def true_up_pdf(statement: TrueUp, language: str, *, today: date) -> bytes:
    """The statement in `language` ("sv" or "en"). The same statement gives the same bytes."""
    company = our_company()
    dated = min(today, statement.ends_on)
    with force_locale(language):
        data: dict[str, Any] = {
            "language": language,
            "dated": dated.isoformat(),
            "title": _("Reconciliation") if statement.is_over else _("Forecast"),
            "number": f"{statement.period.starts_on.isoformat()} – {statement.ends_on.isoformat()}",
            "lead": lead(statement),
            "buyer": {
                "name": company.name,
                "street": company.street,
                "postcode": company.postcode,
                "city": company.city,
            },
            "heads": [_("What"), _("Charged ahead"), _("Actual"), _("Difference")],
            "rows": [
                {
                    "name": say(row.title),
                    "cells": [money(row.prebilled), money(row.actual), money(row.difference)],
                    "why": [say(line.explanation) + ": " + money(line.net) for line in row.why],
                }
                for row in statement.rows
            ],
            "sum": [
                _("Sum excl. VAT"),
                money(statement.prebilled),
                money(statement.actual),
                money(statement.difference),
            ],
            "note": _(
                "From %(first)s to %(last)s. All amounts are without VAT.",
                first=day(statement.period.starts_on),
                last=day(statement.ends_on),
            ),
        }
    return render(STATEMENT, data)


def lead(statement: TrueUp) -> str:
    """The outcome in one sentence, in the language in force."""
    more = statement.difference
    outcome = (more.minor > 0) - (more.minor < 0)
    size = more if outcome >= 0 else -more
    return say(Text(_OUTCOMES[statement.is_over, outcome], {"amount": size}))


_OUTCOMES: Final = {
    (True, 0): N_("What was charged ahead is what it comes to."),
    (True, 1): N_("%(amount)s more than was charged ahead is invoiced."),
    (True, -1): N_("%(amount)s of what was charged ahead is credited."),
    (False, 0): N_("As it stands there will be nothing to put right."),
    (False, 1): N_("As it stands %(amount)s more will be invoiced."),
    (False, -1): N_("As it stands %(amount)s will be credited."),
}
