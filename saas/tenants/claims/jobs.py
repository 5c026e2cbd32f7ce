"""The letters when a claim is made: to the claimant and to our staff."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import select

from saas.dates import STOCKHOLM
from saas.db import sweep
from saas.mail import write_mail
from saas.scope import OPERATOR, tenant_scope
from saas.tenants.claims.models import Claim
from saas.tenants.events import ClaimMade
from saas.tenants.people.models import Person
from saas.tenants.registration.models import Registration

KEPT_UNFINISHED: Final = timedelta(days=30)


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


def forget_unfinished(today: date) -> None:
    """Every day: forget registrations nobody confirmed within thirty days (GDPR Art. 5(1)(e)).

    Those a claim was made for are kept with it: the decision has to be explainable.
    """
    too_old = datetime.combine(today - KEPT_UNFINISHED, time(), tzinfo=STOCKHOLM)
    with tenant_scope(OPERATOR):
        sweep(
            Registration,
            Registration.confirmed_at.is_(None),
            Registration.asked_at < too_old,
            Registration.id.not_in(select(Claim.registration_id)),
        )
