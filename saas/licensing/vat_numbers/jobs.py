"""Asking VIES: when a number is stated or changed, again when it was down, and every quarter."""

from __future__ import annotations

from datetime import date

from saas.dates import now
from saas.licensing.vat_events import VatNumberRejected, VatNumberStated
from saas.licensing.vat_numbers.actions import have_it_checked, note_answer, number_to_prove
from saas.licensing.vat_numbers.current import registry, requester
from saas.licensing.vat_numbers.models import with_old_answers
from saas.licensing.vat_numbers.rules import HOLDS
from saas.mail import write_mail
from saas.scope import tenant_scope
from saas.tenants.company.models import our_company
from saas.tenants.events import CompanyDetailsChanged, CompanyRegistered
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Role


def check_new_number(_fact: CompanyRegistered) -> None:
    """A newcomer's number is asked about at once."""
    have_it_checked()


def check_changed_number(fact: CompanyDetailsChanged) -> None:
    """A number that was changed is asked about at once."""
    if "vat_number" in fact.fields.split():
        have_it_checked()


def ask_about_number(fact: VatNumberStated) -> None:
    """Ask VIES, and note the answer; nothing where the number has been changed since."""
    if number_to_prove() == fact.number:
        note_answer(fact, registry().ask(fact.number, requester=requester()), now=now())


def tell_of_rejection(fact: VatNumberRejected) -> None:
    """Write to the owners that their number was not found, and what that means."""
    company = our_company()
    for person in Person.active():
        if person.role is Role.OWNER:
            write_mail(
                to=person.email,
                template="licensing/vat_numbers/rejected.txt",
                language=person.account.language,
                number=fact.number,
                company_name=company.name,
            )


def announce_old_answers(_today: date) -> None:
    """Every day: ask anew about numbers whose last answer is a quarter old."""
    for tenant_id in with_old_answers(now() - HOLDS):
        with tenant_scope(tenant_id):
            have_it_checked()
