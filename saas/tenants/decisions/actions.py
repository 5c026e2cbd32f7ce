"""Deciding a claim, and carrying the decision out."""

from __future__ import annotations

from datetime import datetime

from saas.db import db
from saas.outbox import announce
from saas.scope import all_tenants
from saas.tenants.claims.models import Claim
from saas.tenants.claims.rules import (
    OPENS_REGISTRATION,
    ClaimAlreadyDecided,
    Outcome,
    decided,
)
from saas.tenants.company.models import Tenant
from saas.tenants.events import ClaimDecided
from saas.tenants.joining.actions import ask_to_join
from saas.tenants.joining.models import JoinRequest
from saas.tenants.partners.actions import end_announcement
from saas.tenants.partners.models import PartnerAnnouncement
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def decide_claim(
    *, claim: Claim, by: Person, outcome: Outcome, reason: str, now: datetime
) -> Claim:
    """Decide a claim; everybody concerned is told by mail, and the fact is kept.

    Coexist and moved let the registration go on; moved also ends the partner's announcements;
    joined asks the company's administrators, with our word for the proof. Raises NotAllowed,
    ClaimAlreadyDecided, OutcomeDoesNotFit or ReasonNeeded.
    """
    by.must_be_staff(Permission.DECIDE)
    db.session.refresh(claim, with_for_update={"of": Claim})
    if claim.outcome is not None:
        raise ClaimAlreadyDecided
    claim.outcome = decided(claim.occupant, outcome, reason=reason)
    claim.reason = reason.strip()
    claim.decided_at = now
    claim.decided_by_id = by.id
    db.session.flush()
    _carry_out(claim, now)
    announce(ClaimDecided(claim.id, outcome.value))
    return claim


def late_join_requests(now: datetime) -> list[tuple[str, str, JoinRequest]]:
    """Requests to be let in that a company has not answered in time: its name, number, request."""
    with all_tenants(because="staff helps where a company does not answer"):
        rows = db.session.execute(JoinRequest.late(now.date())).all()
    return [(row[0], row[1], row[2]) for row in rows]


def _carry_out(claim: Claim, now: datetime) -> None:
    registration = claim.registration
    if claim.outcome in OPENS_REGISTRATION:
        registration.opened_at = now
        db.session.flush()
    if claim.outcome is Outcome.MOVED:
        for announcement in PartnerAnnouncement.in_force(registration.number):
            end_announcement(announcement=announcement, now=now)
    company = Tenant.with_number(registration.number)
    if claim.outcome is Outcome.JOINED and company is not None:
        ask_to_join(
            tenant_id=company.id,
            name=registration.person_name,
            email=registration.email,
            language=registration.language,
            message=claim.proof,
            now=now,
            vouched=True,
        )
