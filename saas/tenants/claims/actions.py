"""A number that is taken: the ways on for the newcomer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from saas.db import db, refused_by
from saas.errors import NotFound
from saas.outbox import announce
from saas.scope import OPERATOR, tenant_scope
from saas.tenants.claims.models import Claim
from saas.tenants.claims.rules import (
    ClaimAlreadyMade,
    Occupant,
    OutcomeDoesNotFit,
    Ways,
    Wish,
    ways_on,
)
from saas.tenants.company.models import Tenant
from saas.tenants.events import ClaimMade
from saas.tenants.joining.actions import ask_to_join
from saas.tenants.joining.models import JoinRequest
from saas.tenants.partners.models import Partner, PartnerAnnouncement
from saas.tenants.people.models import Person
from saas.tenants.registration.actions import open_registration
from saas.tenants.registration.models import Registration


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a newcomer stands: their registration, who has the number, and the ways on.

    `partners` are those that may be shown. `tenant_id` and `announcements` are for us alone.
    """

    registration: Registration
    occupant: Occupant
    ways: Ways
    partners: Sequence[Partner]
    tenant_id: int | None
    announcements: Sequence[PartnerAnnouncement]
    claim: Claim | None
    join_request: JoinRequest | None


def situation_of(*, token: str, now: datetime) -> Situation:
    """Where the holder of a registration's link stands. Raises what `open_registration` does."""
    registration = open_registration(token=token, now=now)
    tenant = Tenant.with_number(registration.number)
    with tenant_scope(OPERATOR):
        announcements = PartnerAnnouncement.in_force(registration.number)
        claim = Claim.open_of(registration.id)
    if tenant is None and registration.opened_at is not None:
        announcements = []
    shown = [a.partner for a in announcements if a.partner.shows_contact]
    occupant, belongs, asked = Occupant.NOBODY, False, None
    if tenant is not None:
        occupant, shown = Occupant.COMPANY, []
        with tenant_scope(tenant.id):
            belongs = Person.with_email(registration.email) is not None
            asked = JoinRequest.of(registration.email)
    elif announcements:
        occupant = Occupant.PARTNER
    return Situation(
        registration=registration,
        occupant=occupant,
        ways=ways_on(occupant, belongs=belongs, contact_shown=bool(shown)),
        partners=shown,
        tenant_id=tenant.id if tenant else None,
        announcements=announcements,
        claim=claim,
        join_request=asked,
    )


def ask_company(*, token: str, message: str, now: datetime) -> JoinRequest:
    """Ask the company that has the number to let the newcomer in; nothing of it is told.

    Raises NotFound where no company is to be asked, AlreadyAPerson or JoinAlreadyAsked.
    """
    situation = situation_of(token=token, now=now)
    if situation.tenant_id is None:
        raise NotFound
    return ask_to_join(
        tenant_id=situation.tenant_id,
        name=situation.registration.person_name,
        email=situation.registration.email,
        language=situation.registration.language,
        message=message,
        now=now,
    )


def make_claim(*, token: str, wish: Wish, proof: str, now: datetime) -> Claim:
    """Ask our staff to decide. `proof` says why the newcomer is entitled to the number.

    Raises OutcomeDoesNotFit for a wish that is not among the ways on, or ClaimAlreadyMade.
    """
    situation = situation_of(token=token, now=now)
    if wish not in situation.ways.wishes:
        raise OutcomeDoesNotFit
    with tenant_scope(OPERATOR):
        claim = Claim(
            registration_id=situation.registration.id,
            occupant=situation.occupant,
            wish=wish,
            proof=proof,
            made_at=now,
        )
        with refused_by("one_open_claim_per_registration", ClaimAlreadyMade()):
            db.session.add(claim)
        announce(ClaimMade(claim.id))
    return claim
