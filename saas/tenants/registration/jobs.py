"""The letters of a registration: the link, and the welcome."""

from __future__ import annotations

from saas.dates import now
from saas.mail import write_mail
from saas.tenants.company.models import our_company
from saas.tenants.events import CompanyRegistered, RegistrationAsked
from saas.tenants.people.models import Person
from saas.tenants.registration.actions import link_for
from saas.tenants.registration.models import Registration


def send_registration_link(fact: RegistrationAsked) -> None:
    """Mail the link that goes on with a registration. The token exists in that letter alone."""
    registration = Registration.find(fact.registration_id)
    if registration.confirmed_at is not None:
        return
    link = link_for(registration=registration, now=now())
    write_mail(
        to=registration.email,
        template="tenants/registration/link.txt",
        language=registration.language,
        registration=registration,
        token=link.token,
    )


def welcome_company(fact: CompanyRegistered) -> None:
    """Mail the owner the customer number, and where to begin."""
    owner = Person.find(fact.person_id)
    write_mail(
        to=owner.email,
        template="tenants/registration/welcome.txt",
        language=owner.account.language,
        owner=owner,
        company=our_company(),
    )
