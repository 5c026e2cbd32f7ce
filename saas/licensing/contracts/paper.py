"""An agreement on paper, made from its rows: the same terms on the same paper, the same bytes."""

from __future__ import annotations

from typing import Any, Final

from flask_babel import force_locale
from flask_babel import gettext as _

from saas.documents import render
from saas.documents.letterhead import letterhead
from saas.documents.typesetting import HOUSE
from saas.licensing.agreement.models import Agreement
from saas.licensing.agreement.rules import ONE_DAY, Terms
from saas.licensing.contracts.models import agreed_by, versions_of
from saas.licensing.contracts.words import facts_of
from saas.tenants.company.models import our_company
from saas.web.words import day, instant, say

PAPER: Final = HOUSE / "licensing" / "contracts" / "agreement.typ"


def agreement_pdf(agreement: Agreement, language: str) -> bytes:
    """An agreement with all its versions as archivable PDF in `language` ("sv" or "en").

    Nothing in it depends on the day it is printed.
    """
    company, versions = our_company(), versions_of(agreement)
    with force_locale(language):
        data = {
            **letterhead(versions[0].fee.currency),
            "language": language,
            "dated": agreement.started_on.isoformat(),
            "title": _("Agreement"),
            "lead": _(
                "%(company)s and we have agreed on %(plan)s.",
                company=company.name,
                plan=versions[0].name,
            ),
            "facts": [
                _fact(_("Customer"), f"{company.name} ({company.customer_number})"),
                _fact(_("Company number"), company.shown_number),
                _fact(_("Agreed by"), agreed_by(agreement)),
                _fact(_("Agreed"), instant(agreement.agreed_at)),
                _fact(_("First day"), day(agreement.started_on)),
                _fact(_("Terms of service"), agreement.terms_of_service),
            ],
            "versions": [_version(terms) for terms in versions],
            "buyer": {
                "name": company.name,
                "street": company.street,
                "postcode": company.postcode,
                "city": company.city,
            },
        }
    return render(PAPER, data)


def span(terms: Terms) -> str:
    """The days of some terms, in the language in force: from a day, or from one to another."""
    if terms.until is None:
        return str(_("From %(day)s", day=day(terms.starts_on)))
    last = day(terms.until - ONE_DAY)
    return str(_("%(first)s to %(last)s", first=day(terms.starts_on), last=last))


def _version(terms: Terms) -> dict[str, Any]:
    facts = [_fact(say(term), say(value)) for term, value in facts_of(terms)]
    return {"title": span(terms), "facts": facts}


def _fact(term: str, value: str) -> dict[str, str]:
    return {"term": term, "value": value}
