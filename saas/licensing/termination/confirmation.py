"""A notice confirmed on paper: numbered, dated, with its last day."""

from __future__ import annotations

from typing import Final

from flask_babel import force_locale
from flask_babel import gettext as _

from saas.documents import render
from saas.documents.letterhead import letterhead
from saas.documents.typesetting import HOUSE
from saas.licensing.agreement.models import Notice
from saas.licensing.agreement.rules import Terms
from saas.licensing.plans.words import policy_in_words
from saas.licensing.termination.asked import last_day_before_ceasing
from saas.tenants.company.models import our_company
from saas.web.words import day, instant, say

CONFIRMATION: Final = HOUSE / "documents" / "confirmation.typ"


def confirmation_pdf(notice: Notice, language: str) -> bytes:
    """The confirmation of a notice as archivable PDF in `language` ("sv" or "en").

    The same notice on the same paper gives the same bytes.
    """
    company, terms = our_company(), _terms_left(notice)
    with force_locale(language):
        facts = [
            (_("Customer"), f"{company.name} ({company.customer_number})"),
            (_("Plan"), terms.name if terms else ""),
            (_("Given by"), notice.given_by_name),
            (_("Received"), instant(notice.received_at)),
            (_("Reached us by"), say(notice.channel.words)),
            (_("Notice period"), _period(notice, terms)),
            (_("Last day"), day(notice.last_day)),
        ]
        data = {
            **letterhead(terms.fee.currency if terms else "SEK"),
            "language": language,
            "dated": notice.received_on.isoformat(),
            "title": _("Confirmation of notice"),
            "number": notice.number,
            "lead": _("Your last day is %(day)s.", day=day(notice.last_day)),
            "facts": [{"term": term, "value": value} for term, value in facts],
            "next": what_happens(notice),
            "buyer": {
                "name": company.name,
                "street": company.street,
                "postcode": company.postcode,
                "city": company.city,
            },
        }
    return render(CONFIRMATION, data)


def what_happens(notice: Notice) -> list[str]:
    """What the company can expect, in the language in force.

    Where it has ceased, and the last day is not what the notice period says, why.
    """
    last_day = day(notice.last_day)
    expected = [
        _("Everything works as usual through %(day)s.", day=last_day),
        _(
            "You pay for the days through %(day)s. What is paid for later days is credited.",
            day=last_day,
        ),
        _("After that the company is on Free. Nobody and nothing is deleted."),
    ]
    if not notice.ceased:
        return [
            *expected,
            _("You can withdraw the notice until the end of %(day)s.", day=last_day),
        ]
    return [*_why_sooner(notice), *expected]


def _why_sooner(notice: Notice) -> list[str]:
    """Why the last day of a company that has ceased comes before its notice period is over."""
    if notice.given_by_id is None:
        return [
            _(
                "The company has ceased, so no notice period is served: the plan ends with "
                "%(day)s.",
                day=day(notice.last_day),
            )
        ]
    own = last_day_before_ceasing(notice.id)
    if own is None or own <= notice.last_day:
        return []
    return [
        _(
            "By the notice period the last day would be %(own)s. The company has ceased, so the "
            "plan ends sooner: with %(day)s.",
            own=day(own),
            day=day(notice.last_day),
        )
    ]


def _period(notice: Notice, terms: Terms | None) -> str:
    """The notice period in words; where nobody of the company gave notice none is served."""
    if notice.given_by_id is None:
        return str(_("None: the company has ceased"))
    return say(policy_in_words(terms.notice)) if terms else ""


def _terms_left(notice: Notice) -> Terms | None:
    """The terms that decided the last day: the latest of those agreed when it was given."""
    agreement = notice.agreement
    known: list[Terms] = [
        row.as_agreed
        for row in (*agreement.terms, *agreement.to_come)
        if row.agreed_at <= notice.received_at and row.starts_on <= notice.last_day
    ]
    if not known:
        held: Terms | None = agreement.timeline().on(notice.received_on)
        return held
    return max(reversed(known), key=lambda terms: terms.starts_on)
