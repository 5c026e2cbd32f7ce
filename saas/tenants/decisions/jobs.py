"""The letters about decisions: to the claimant, and to those who have the number."""

from __future__ import annotations

from saas.dates import now
from saas.mail import write_mail
from saas.scope import tenant_scope
from saas.tenants.claims.models import Claim
from saas.tenants.claims.rules import OPENS_REGISTRATION, Occupant, Outcome
from saas.tenants.company.models import Tenant, our_company
from saas.tenants.events import ClaimDecided
from saas.tenants.partners.models import PartnerAnnouncement
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission
from saas.tenants.registration.actions import link_for


def tell_claimant(fact: ClaimDecided) -> None:
    """Tell the claimant what was decided; where they may go on, with a new link."""
    claim = Claim.find(fact.claim_id)
    registration = claim.registration
    goes_on = claim.outcome in OPENS_REGISTRATION
    link = link_for(registration=registration, now=now()) if goes_on else None
    write_mail(
        to=registration.email,
        template="tenants/decisions/decided.txt",
        language=registration.language,
        claim=claim,
        token=link.token if link else None,
        joined=claim.outcome is Outcome.JOINED,
    )


def tell_occupant(fact: ClaimDecided) -> None:
    """Tell those who have the number that somebody claimed it, and what was decided."""
    claim = Claim.find(fact.claim_id)
    number = claim.registration.number
    if claim.occupant is Occupant.PARTNER and claim.outcome in OPENS_REGISTRATION:
        partners = {a.partner.contact_email for a in PartnerAnnouncement.of_number(number)}
        for address in sorted(partners):
            write_mail(
                to=address, template="tenants/decisions/partner.txt", language="sv", claim=claim
            )
    company = Tenant.with_number(number) if claim.occupant is Occupant.COMPANY else None
    if company is not None and claim.outcome is Outcome.REJECTED:
        with tenant_scope(company.id):
            for person in Person.who_may(Permission.MANAGE_PEOPLE):
                write_mail(
                    to=person.email,
                    template="tenants/decisions/company.txt",
                    language=person.account.language,
                    person=person,
                    company=our_company(),
                )
