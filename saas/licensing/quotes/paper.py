"""A quote on paper: numbered, with every price and term, and until when it can be accepted."""

from __future__ import annotations

from typing import Final

from flask_babel import force_locale, get_locale
from flask_babel import gettext as _

from saas.dates import day_of
from saas.documents import render
from saas.documents.letterhead import letterhead
from saas.documents.typesetting import HOUSE
from saas.licensing.catalogue.models import catalogue
from saas.licensing.contracts.words import Fact, as_text, dated_facts, undated_facts
from saas.licensing.quotes.models import Quote
from saas.tenants.company.models import our_company
from saas.text import N_, Text
from saas.web.words import day, say

PAPER: Final = HOUSE / "documents" / "confirmation.typ"


def quote_pdf(quote: Quote, language: str) -> bytes:
    """A quote as archivable PDF in `language` ("sv" or "en").

    The same quote on the same paper gives the same bytes.
    """
    company = our_company()
    with force_locale(language):
        data = {
            **letterhead(quote.proposal.fee.currency),
            "language": language,
            "dated": day_of(quote.sent_at).isoformat(),
            "title": _("Quote"),
            "number": quote.name,
            "lead": _("Accept it by %(day)s.", day=day(quote.valid_through)),
            "facts": [
                {"term": say(term), "value": say(value)}
                for term, value in [*_heading(quote), *offered(quote)]
            ],
            "notes": [part for part in quote.words.split("\n") if part.strip()],
            "next": [
                _("Accept or decline it in Kundzon, under Quotes."),
                _("Nothing is agreed before that, and nothing is invoiced."),
                _("Once you have accepted, the agreement has exactly these terms."),
            ],
            "buyer": {
                "name": company.name,
                "street": company.street,
                "postcode": company.postcode,
                "city": company.city,
            },
        }
    return render(PAPER, data)


def offered(quote: Quote) -> list[Fact]:
    """Everything a quote offers, term by term, the first day on top."""
    terms = quote.proposal.terms(accepted_on=quote.valid_through)
    start = as_text(quote.starts_on) if quote.starts_on else Text(N_("The day you accept it"))
    facts = [(Text(N_("Starts")), start), *undated_facts(terms)]
    facts += dated_facts(terms) if quote.starts_on else _from_acceptance(quote)
    for feature, most in sorted(quote.features.items()):
        limit = Text(N_("As much as you like")) if most is None else _a_month(most)
        facts.append((as_text(feature_named(feature)), limit))
    if quote.reference:
        facts.append((Text(N_("Your reference")), as_text(quote.reference)))
    return facts


def feature_named(key: str) -> str:
    """What a feature is called in the reader's language; its key where nobody has named it."""
    known = catalogue().features
    locale = get_locale()
    return catalogue().feature(key, locale.language if locale else "sv") if key in known else key


def _a_month(most: int) -> Text:
    return Text(N_("At most %(most)s a month"), {"most": most})


def _heading(quote: Quote) -> list[Fact]:
    company = our_company()
    customer = f"{company.name} ({company.customer_number})"
    return [
        (Text(N_("Customer")), as_text(customer)),
        (Text(N_("Sent")), as_text(day_of(quote.sent_at))),
    ]


def _from_acceptance(quote: Quote) -> list[Fact]:
    """What depends on the day of acceptance, said without it."""
    offer = quote.proposal
    periods = N_("By the calendar") if offer.by_calendar else N_("From the day you accept it")
    facts = [(Text(N_("Periods")), Text(periods))]
    if offer.bound_months:
        bound = Text(N_("%(months)s months from its start"), {"months": offer.bound_months})
    elif offer.bound_until:
        bound = Text(N_("Until %(day)s"), {"day": offer.bound_until})
    else:
        bound = Text(N_("None: it runs until notice is given"))
    facts.append((Text(N_("Binding term")), bound))
    if offer.renews_months:
        renewed = Text(N_("By %(months)s months at a time"), {"months": offer.renews_months})
        facts.append((Text(N_("Renewed")), renewed))
    return facts
