"""The letters about an account that was closed or opened again."""

from __future__ import annotations

from saas.billing.closing.models import Closure
from saas.billing.events import CompanyClosed, CompanyReopened
from saas.mail import write_mail
from saas.tenants.company.models import our_company
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def tell_of_closure(fact: CompanyClosed) -> None:
    """Confirm the closing to those who manage the company, with the way back."""
    _tell("closed_mail.txt", fact.closure_id)


def tell_of_reopening(fact: CompanyReopened) -> None:
    """Tell them that the account is open again."""
    _tell("reopened_mail.txt", fact.closure_id)


def _tell(letter: str, closure_id: int) -> None:
    for person in Person.who_may(Permission.MANAGE_PEOPLE):
        write_mail(
            to=person.email,
            template=f"billing/closing/{letter}",
            language=person.account.language,
            person=person,
            company=our_company(),
            closure=Closure.find(closure_id),
        )
