"""The letters when a claim is made: to the claimant and to our staff."""

from __future__ import annotations

from saas.mail import write_mail
from saas.tenants.claims.models import Claim
from saas.tenants.events import ClaimMade
from saas.tenants.people.models import Person


def confirm_claim(fact: ClaimMade) -> None:
    """Tell the claimant that we have the claim, and our staff that it waits."""
    claim = Claim.find(fact.claim_id)
    write_mail(
        to=claim.registration.email,
        template="tenants/claims/received.txt",
        language=claim.registration.language,
        claim=claim,
    )
    for person in Person.active():
        write_mail(
            to=person.email,
            template="tenants/claims/waiting.txt",
            language=person.account.language,
            claim=claim,
        )
