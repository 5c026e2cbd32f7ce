"""The letters when a quote is asked for: to whoever asked, and to our staff."""

from __future__ import annotations

from saas.licensing.contract_events import QuoteAsked
from saas.licensing.quote_requests.models import QuoteRequest
from saas.mail import write_mail
from saas.scope import OPERATOR, tenant_scope
from saas.tenants.company.models import our_company
from saas.tenants.people.models import Person


def tell_of_question(fact: QuoteAsked) -> None:
    """Confirm the question to whoever asked, and tell our staff that it waits."""
    asked, company = QuoteRequest.find(fact.request_id), our_company()
    asker = Person.find(asked.asked_by_id)
    write_mail(
        to=asker.email,
        template="licensing/quote_requests/received.txt",
        language=asker.account.language,
        asked=asked,
    )
    with tenant_scope(OPERATOR):
        for person in Person.active():
            write_mail(
                to=person.email,
                template="licensing/quote_requests/waiting.txt",
                language=person.account.language,
                asked=asked,
                customer=company,
            )
