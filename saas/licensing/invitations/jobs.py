"""The letter with the link, and what becomes of invitations whose time is over."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from saas.dates import now
from saas.db import db
from saas.licensing.events import HeldSeatsExpired, PersonInvited, SeatsTaken
from saas.licensing.invitations.actions import link_for
from saas.licensing.invitations.models import Invitation, InvitationState
from saas.licensing.seats.actions import free_expired
from saas.licensing.seats.models import Seat
from saas.mail import write_mail
from saas.outbox import announce
from saas.scope import all_tenants, tenant_scope
from saas.tenants.accounts.models import Account
from saas.tenants.company.models import our_company


def mail_invitation(fact: PersonInvited) -> None:
    """Write to whoever was asked in, with a link that works once; never with a password."""
    invitation = Invitation.find(fact.invitation_id)
    if invitation.state(now()) is not InvitationState.PENDING:
        return
    company, account = our_company(), Account.with_email(invitation.email)
    write_mail(
        to=invitation.email,
        template="licensing/invitations/invitation.txt",
        language=account.language if account else invitation.language or company.language,
        invitation=invitation,
        company=company,
        token=link_for(invitation).token,
        has_login=account is not None,
    )


def announce_expired_holds(today: date) -> None:  # noqa: ARG001 - the calendar hands every entry its day
    """Every day: say where seats are held for invitations whose time is over."""
    with all_tenants(because="the calendar looks through every company's held seats"):
        expired = select(Seat.tenant_id).where(Seat.held_until <= now()).distinct()
        companies = db.session.scalars(expired).all()
    for tenant_id in companies:
        with tenant_scope(tenant_id):
            announce(HeldSeatsExpired(tenant_id))


def give_back_expired_seats(fact: HeldSeatsExpired) -> None:  # noqa: ARG001 - the scope says whose
    """Free the seats nobody came for."""
    free_expired(now=now())


def revoke_without_seat(fact: SeatsTaken) -> None:  # noqa: ARG001 - the scope says whose
    """Take back the invitations whose seat went when there were fewer seats."""
    for invitation in Invitation.open():
        held = db.session.scalar(select(Seat.id).where(Seat.id == invitation.seat_id))
        if held is None:
            invitation.revoked_at = now()
    db.session.flush()
