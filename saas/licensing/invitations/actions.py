"""Asking a colleague in, and coming in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from saas.db import db, refused_by
from saas.licensing.events import PersonInvited
from saas.licensing.invitations.models import Invitation, InvitationState
from saas.licensing.invitations.rules import (
    HOLDS_FOR,
    AlreadyInvited,
    InvitationAnswered,
    InvitationOver,
)
from saas.licensing.seats.actions import free_seat, hold_seat, lock_seats, seat_guest
from saas.licensing.seats.models import Seat
from saas.outbox import announce
from saas.scope import tenant_scope
from saas.tenants.accounts.models import Account
from saas.tenants.company.models import Tenant, our_company
from saas.tenants.links.rules import Link, kept_of
from saas.tenants.login.rules import canonical_email
from saas.tenants.people.actions import add_person, must_grant
from saas.tenants.people.models import Person
from saas.tenants.people.rules import AlreadyHere, Permission, Role


def invite(
    *,
    name: str,
    email: str,
    role: Role,
    by: Person,
    now: datetime,
    language: str | None = None,
) -> Invitation:
    """Ask somebody in: hold a seat for seven days, and let a reaction mail the one-time link.

    `language` is the guest's own ("sv" or "en"), where it is known.
    Raises NotAllowed, RoleAboveOwn, AlreadyHere, AlreadyInvited or SeatLimitReached.
    """
    must_grant(by=by, role=role)
    email = canonical_email(email)
    if Person.with_email(email):
        raise AlreadyHere
    _put_away_expired(email, by=by, now=now)
    seat = hold_seat(until=now + HOLDS_FOR, by=by, now=now)
    invitation = Invitation(
        name=name.strip(),
        email=email,
        role=role,
        language=language,
        seat_id=seat.id,
        invited_by_id=by.id,
        invited_at=now,
        expires_at=now + HOLDS_FOR,
    )
    with refused_by("one_pending_invitation_per_address", AlreadyInvited()):
        db.session.add(invitation)
    announce(PersonInvited(invitation.id))
    return invitation


def send_again(*, invitation: Invitation, by: Person, now: datetime) -> Invitation:
    """Mail a new link, good for seven days from now; the old one is worthless.

    An invitation whose seat has been given to somebody else needs another one. Raises
    NotAllowed, RoleAboveOwn, InvitationAnswered or SeatLimitReached.
    """
    must_grant(by=by, role=invitation.role)
    seat = _locked(invitation, now)
    invitation.expires_at = now + HOLDS_FOR
    if seat is None:
        seat = hold_seat(until=invitation.expires_at, by=by, now=now)
    seat.held_until = invitation.expires_at
    invitation.seat_id = seat.id
    db.session.flush()
    announce(PersonInvited(invitation.id))
    return invitation


def revoke(*, invitation: Invitation, by: Person, now: datetime) -> Invitation:
    """Take an invitation back; its seat is free. Raises NotAllowed or InvitationAnswered."""
    by.must(Permission.MANAGE_PEOPLE)
    seat = _locked(invitation, now)
    invitation.revoked_at = now
    if seat is not None:
        free_seat(seat=seat, by=by, now=now)
    db.session.flush()
    return invitation


def link_for(invitation: Invitation) -> Link:
    """Make the link that goes out by mail; one made before is worthless from now on."""
    link = Link.new()
    invitation.token_hash = link.kept
    db.session.flush()
    return link


@dataclass(frozen=True, slots=True)
class Guest:
    """Whoever follows a link: their invitation, the company, and their login if they have one."""

    invitation: Invitation
    company: Tenant
    account: Account | None


def guest_with(*, token: str, now: datetime) -> Guest:
    """Who a link is for; looking does not use it up. Raises InvitationOver."""
    found = Invitation.behind_link(kept_of(token))
    if found is None:
        raise InvitationOver
    tenant_id, invitation_id = found
    with tenant_scope(tenant_id):
        invitation, company = Invitation.find(invitation_id), our_company()
    if invitation.state(now) is not InvitationState.PENDING:
        raise InvitationOver
    return Guest(invitation, company, Account.with_email(invitation.email))


def accept(*, guest: Guest, account: Account, now: datetime) -> Person:
    """Come in: `account` (whose holder has been proved) takes the seat that was held.

    A link works once. Raises InvitationOver or AlreadyHere.
    """
    with tenant_scope(guest.company.id):
        try:
            _locked(guest.invitation, now)
        except InvitationAnswered:
            raise InvitationOver from None
        invitation = guest.invitation
        person = add_person(account=account, name=invitation.name, role=invitation.role, now=now)
        if not seat_guest(seat_id=invitation.seat_id or 0, person=person, now=now):
            raise InvitationOver
        invitation.accepted_at, invitation.person_id = now, person.id
        db.session.flush()
    return person


def _locked(invitation: Invitation, now: datetime) -> Seat | None:
    """The seat held for an open invitation; both are ours until this transaction ends."""
    lock_seats(now)
    db.session.refresh(invitation, with_for_update=True)
    if invitation.accepted_at is not None or invitation.revoked_at is not None:
        raise InvitationAnswered
    return db.session.scalar(
        select(Seat).where(Seat.id == invitation.seat_id, Seat.held_until.is_not(None))
    )


def _put_away_expired(email: str, *, by: Person, now: datetime) -> None:
    """Make room for a new invitation of an address whose old one has expired."""
    earlier = Invitation.open_for(email)
    if earlier is not None and earlier.state(now) is InvitationState.EXPIRED:
        revoke(invitation=earlier, by=by, now=now)
    elif earlier is not None:
        raise AlreadyInvited
