"""The letters about a quote, and what its dates bring: a reminder, the end, the first day."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from saas.dates import now
from saas.licensing.contract_events import (
    QuoteAccepted,
    QuoteBegins,
    QuoteDeclined,
    QuoteExpiring,
    QuoteRanOut,
    QuoteSent,
    QuoteWithdrawn,
)
from saas.licensing.quotes.beginning import begin_accepted
from saas.licensing.quotes.later import about_to_expire, beginning, expired_by
from saas.licensing.quotes.models import Quote
from saas.licensing.quotes.paper import quote_pdf
from saas.licensing.quotes.rules import QuoteState
from saas.mail import Attachment, write_mail
from saas.outbox import announce
from saas.scope import OPERATOR, all_tenants, tenant_scope
from saas.tenants.company.models import our_company
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission

REMINDED_BEFORE: Final = 3
"""Days before the last one on which a quote can be accepted."""


def mail_quote(fact: QuoteSent) -> None:
    """Send a quote to those who may accept it, on paper too."""
    _tell_customer("sent", Quote.find(fact.quote_id), with_paper=True)


def confirm_acceptance(fact: QuoteAccepted) -> None:
    """Confirm to the company what it has agreed to, and tell our staff."""
    quote = Quote.find(fact.quote_id)
    _tell_customer("accepted", quote, with_paper=True)
    _tell_staff(quote)


def tell_of_refusal(fact: QuoteDeclined) -> None:
    """Tell our staff that a quote was declined, and why."""
    _tell_staff(Quote.find(fact.quote_id))


def tell_of_withdrawal(fact: QuoteWithdrawn) -> None:
    """Tell the company that an offer no longer stands."""
    _tell_customer("withdrawn", Quote.find(fact.quote_id))


def remind_of_quote(fact: QuoteExpiring) -> None:
    """Remind the company of a quote that soon can be accepted no longer."""
    quote = Quote.find(fact.quote_id)
    if quote.state(fact.day) is QuoteState.OPEN:
        _tell_customer("expiring", quote)


def tell_of_expiry(fact: QuoteRanOut) -> None:
    """Tell the company, and our staff, that nobody accepted a quote in time."""
    quote = Quote.find(fact.quote_id)
    _tell_customer("expired", quote)
    _tell_staff(quote)


def start_quoted(fact: QuoteBegins) -> None:
    """Start the agreement that was accepted ahead."""
    begin_accepted(quote=Quote.find(fact.quote_id), now=now())


def announce_dates_of_quotes(today: date) -> None:
    """Every day: say which quotes soon expire, which have, and which begin."""
    with all_tenants(because="the calendar looks through every company's quotes"):
        facts: list[tuple[int, Any]] = [
            *((t, QuoteBegins(id_)) for t, id_ in beginning(today)),
            *((t, QuoteRanOut(id_)) for t, id_ in expired_by(today)),
            *(
                (t, QuoteExpiring(id_, today))
                for t, id_ in about_to_expire(today, days=REMINDED_BEFORE)
            ),
        ]
    for tenant_id, fact in facts:
        with tenant_scope(tenant_id):
            announce(fact)


def _tell_customer(letter: str, quote: Quote, *, with_paper: bool = False) -> None:
    company = our_company()
    for person in Person.who_may(Permission.CHANGE_PLAN):
        language = person.account.language
        write_mail(
            to=person.email,
            template=f"licensing/quotes/{letter}.txt",
            language=language,
            attachments=[_paper(quote, language)] if with_paper else [],
            quote=quote,
            company=company,
            person=person,
        )


def _paper(quote: Quote, language: str) -> Attachment:
    return Attachment(f"{quote.name}.pdf", "application/pdf", quote_pdf(quote, language))


def _tell_staff(quote: Quote) -> None:
    customer, answer = our_company(), quote.answer
    with tenant_scope(OPERATOR):
        for person in Person.active():
            write_mail(
                to=person.email,
                template="licensing/quotes/for_staff.txt",
                language=person.account.language,
                quote=quote,
                answer=answer,
                customer=customer,
            )
