"""The letters about owners from outside: to those who can object, and to the new owner."""

from __future__ import annotations

from saas.licensing.events import OwnerApproved, OwnerProposed
from saas.licensing.recovery.models import OwnerProposal
from saas.mail import write_mail
from saas.tenants.company.models import our_company
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def tell_those_who_can_object(fact: OwnerProposed) -> None:
    """Tell everybody who may act for the company, while they can object."""
    if not OwnerProposal.find(fact.proposal_id).is_open:
        return
    for person in Person.who_may(Permission.MANAGE_PEOPLE):
        _write(person, "proposed.txt", fact.proposal_id)


def tell_of_new_owner(fact: OwnerApproved) -> None:
    """Tell the new owner how to come in, and the others who it is."""
    proposal = OwnerProposal.find(fact.proposal_id)
    for person in Person.active():
        letter = "welcome.txt" if person.id == proposal.person_id else "approved.txt"
        _write(person, letter, fact.proposal_id)


def _write(person: Person, letter: str, proposal_id: int) -> None:
    write_mail(
        to=person.email,
        template=f"licensing/recovery/{letter}",
        language=person.account.language,
        person=person,
        company=our_company(),
        proposal=OwnerProposal.find(proposal_id),
    )
