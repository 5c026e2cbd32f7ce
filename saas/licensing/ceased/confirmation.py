"""That a company has ceased, confirmed on paper."""

from __future__ import annotations

from flask_babel import force_locale
from flask_babel import gettext as _

from saas.dates import day_of
from saas.documents import render
from saas.documents.letterhead import letterhead
from saas.licensing.ceased.models import Cessation
from saas.licensing.ceased.rules import kept_until
from saas.licensing.termination.confirmation import CONFIRMATION
from saas.tenants.company.models import our_company
from saas.web.words import day, instant, say


def ceased_pdf(cessation: Cessation, language: str) -> bytes:
    """The confirmation of an approved cessation as archivable PDF in `language` ("sv" or "en").

    The same cessation on the same paper gives the same bytes.
    """
    company = our_company()
    decided_at = cessation.decided_at or cessation.registered_at
    with force_locale(language):
        facts = [
            (_("Customer"), f"{company.name} ({company.customer_number})"),
            (_("Organisation number"), company.shown_number),
            (_("Why"), say(cessation.reason.words)),
            (_("Seen in"), cessation.reference or cessation.paper_name or ""),
            (_("Told by"), cessation.told_by_name),
            (_("Confirmed"), instant(decided_at)),
            (_("Last day"), day(cessation.last_day)),
        ]
        data = {
            **letterhead(_currency(cessation)),
            "language": language,
            "dated": day_of(decided_at).isoformat(),
            "title": _("Confirmation of ceasing"),
            "number": company.customer_number,
            "lead": _("The last day is %(day)s.", day=day(cessation.last_day)),
            "facts": [{"term": term, "value": value} for term, value in facts],
            "next": what_holds(cessation),
            "buyer": {
                "name": company.name,
                "street": company.street,
                "postcode": company.postcode,
                "city": company.city,
            },
        }
    return render(CONFIRMATION, data)


def _currency(cessation: Cessation) -> str:
    """What the plan that ended was sold in; kronor where there was none."""
    terms = cessation.notice.agreement.terms if cessation.notice else ()
    return terms[-1].currency if terms else "SEK"


def what_holds(cessation: Cessation) -> list[str]:
    """What holds for a company that ceases, and for its estate, in the language in force."""
    last_day = day(cessation.last_day)
    booked = max(cessation.last_day, day_of(cessation.decided_at or cessation.registered_at))
    return [
        _("No notice period is served: the plan ends with %(day)s.", day=last_day),
        _(
            "The last invoice is for the days through %(day)s. What is paid for later days is "
            "credited.",
            day=last_day,
        ),
        _("What is unpaid is a claim on the estate. No reminders and no collection follow."),
        _("After that day whoever logs in can look, pay and write to us, and change nothing else."),
        _(
            "Invoices and books are kept at least until %(day)s, as the Accounting Act asks.",
            day=day(kept_until(booked)),
        ),
        _("The organisation number stays with this customer; nobody can register it as new."),
    ]
