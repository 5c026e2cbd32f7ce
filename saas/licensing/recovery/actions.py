"""Proposing an owner, objecting, and approving with a second pair of eyes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from saas.dates import day_of
from saas.db import db, refused_by
from saas.licensing.events import OwnerApproved, OwnerProposed
from saas.licensing.recovery.models import OwnerProposal
from saas.licensing.recovery.rules import (
    NobodyWhoLeft,
    Proof,
    RecoverySettled,
    RecoveryUnderWay,
    approvable_from,
    good_proof,
    must_be_approvable,
)
from saas.licensing.seats.actions import free_seat, lock_seats, seat_person
from saas.licensing.seats.models import Seat
from saas.outbox import announce
from saas.tenants.accounts.models import Account
from saas.tenants.login.rules import canonical_email
from saas.tenants.people.actions import add_person, make_owner, remove_person
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Who is to be an owner, on which proof, and whose place they take."""

    name: str
    email: str
    proof_kind: Proof
    proof: str
    left_email: str = ""


def propose_owner(candidate: Candidate, *, by: Person, now: datetime) -> OwnerProposal:
    """Propose an owner for the company in scope. Everybody there who may act can object.

    `left_email` is the address of the person who has left, whose seat the owner then takes.
    `by` is one of our staff. Raises NotAllowed, ProofNeeded, NobodyWhoLeft, RecoveryUnderWay.
    """
    by.must_be_staff(Permission.DECIDE)
    left = _one_who_left(candidate.left_email)
    objectors = Person.who_may(Permission.MANAGE_PEOPLE)
    proposal = OwnerProposal(
        name=candidate.name,
        email=canonical_email(candidate.email),
        proof_kind=candidate.proof_kind,
        proof=good_proof(candidate.proof),
        replaces_id=left.id if left else None,
        approve_from=approvable_from(day_of(now), somebody_may_object=bool(objectors)),
        proposed_by_account_id=by.account_id,
        proposed_by_name=by.name,
        proposed_at=now,
    )
    with refused_by("one_open_proposal_per_company", RecoveryUnderWay()):
        db.session.add(proposal)
    announce(OwnerProposed(proposal.id))
    return proposal


def approve_owner(*, proposal: OwnerProposal, by: Person, now: datetime) -> Person:
    """Make the proposed person an owner with a seat; whoever left is let go.

    Raises NotAllowed, RecoverySettled, SomebodyElseApproves, TooEarlyToApprove, or
    SeatLimitReached where nobody's place is taken and every seat is.
    """
    by.must_be_staff(Permission.DECIDE)
    lock_seats(now)
    held = _open(proposal)
    must_be_approvable(
        from_day=held.approve_from,
        today=day_of(now),
        proposer_id=held.proposed_by_account_id,
        approver_id=by.account_id,
    )
    left = held.replaces if held.replaces and held.replaces.removed_at is None else None
    if left is not None and (seat := Seat.of(left.id)) is not None:
        free_seat(seat=seat, by=None, now=now)
    owner = _owner(held, now=now)
    seat_person(person=owner, by=owner, now=now)
    if left is not None:
        remove_person(person=left, by=owner, now=now)
    held.approved_by_account_id, held.approved_by_name = by.account_id, by.name
    held.approved_at, held.person_id = now, owner.id
    db.session.flush()
    announce(OwnerApproved(held.id))
    return owner


def end_proposal(*, proposal: OwnerProposal, by: Person, now: datetime) -> OwnerProposal:
    """Let a proposal come to nothing: staff take it back, or one who may act objects.

    Raises NotAllowed or RecoverySettled.
    """
    by.must(Permission.DECIDE if by.is_staff else Permission.MANAGE_PEOPLE)
    held = _open(proposal)
    held.ended_at, held.ended_by_name = now, by.name
    db.session.flush()
    return held


def _one_who_left(email: str) -> Person | None:
    if not email:
        return None
    left = Person.with_email(canonical_email(email))
    if left is None:
        raise NobodyWhoLeft
    return left


def _open(proposal: OwnerProposal) -> OwnerProposal:
    held = OwnerProposal.locked(proposal.id)
    if not held.is_open:
        raise RecoverySettled
    return held


def _owner(proposal: OwnerProposal, *, now: datetime) -> Person:
    """The person, who may be there already; a new login chooses its password by mail."""
    known = Person.with_email(proposal.email)
    if known is not None:
        return make_owner(person=known)
    account = Account.with_email(proposal.email)
    if account is None:
        account = Account(email=proposal.email, name=proposal.name, created_at=now)
        db.session.add(account)
        db.session.flush()
    return add_person(account=account, name=proposal.name, role=Role.OWNER, now=now)
