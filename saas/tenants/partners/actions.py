"""Connecting a system supplier, and noting which companies it serves."""

from __future__ import annotations

from datetime import datetime

from saas.db import db, refused_by
from saas.outbox import announce
from saas.scope import OPERATOR, tenant_scope
from saas.tenants.events import NumberAnnounced, NumberWithdrawn
from saas.tenants.org_numbers.rules import OrgNumber
from saas.tenants.partners.models import Partner, PartnerAnnouncement
from saas.tenants.partners.rules import (
    PartnerNameTaken,
    UnknownPartnerKey,
    kept_key,
    new_key,
)
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def add_partner(
    *,
    by: Person,
    name: str,
    contact_email: str,
    contact_url: str,
    shows_contact: bool,
    now: datetime,
) -> tuple[Partner, str]:
    """Connect a supplier; the partner, and its key, which is shown this once.

    `shows_contact`: it has agreed that companies it serves are told its name and contact.
    Raises NotAllowed or PartnerNameTaken.
    """
    by.must_be_staff(Permission.DECIDE)
    key = new_key()
    partner = Partner(
        name=name,
        contact_email=contact_email,
        contact_url=contact_url,
        shows_contact=shows_contact,
        key_hash=kept_key(key),
        added_at=now,
    )
    with refused_by("one_partner_per_name", PartnerNameTaken()):
        db.session.add(partner)
    return partner, key


def change_key(*, partner: Partner, by: Person) -> str:
    """Give a partner a new key, shown this once; the old one is dead. Raises NotAllowed."""
    by.must_be_staff(Permission.DECIDE)
    key = new_key()
    partner.key_hash = kept_key(key)
    db.session.flush()
    return key


def partner_with(key: str) -> Partner:
    """The partner whose key this is. Raises UnknownPartnerKey."""
    with tenant_scope(OPERATOR):
        partner = Partner.with_key(kept_key(key))
    if partner is None:
        raise UnknownPartnerKey
    return partner


def announce_number(*, partner: Partner, number: OrgNumber, now: datetime) -> PartnerAnnouncement:
    """Note that a partner serves a company. Saying it twice is saying it once.

    The partner learns nothing of whether the company is ours.
    """
    with tenant_scope(OPERATOR):
        if known := _of(partner, number):
            return known
        announcement = PartnerAnnouncement(
            partner_id=partner.id,
            country=number.country,
            org_number=number.digits,
            suffix=number.suffix,
            announced_at=now,
        )
        db.session.add(announcement)
        db.session.flush()
        announce(NumberAnnounced(announcement.id))
    return announcement


def withdraw_number(*, partner: Partner, number: OrgNumber, now: datetime) -> None:
    """Note that a partner no longer serves a company; nothing happens if it did not."""
    with tenant_scope(OPERATOR):
        if known := _of(partner, number):
            end_announcement(announcement=known, now=now)


def end_announcement(*, announcement: PartnerAnnouncement, now: datetime) -> None:
    """Let an announcement hold no longer. Within the operator's scope."""
    announcement.ended_at = now
    db.session.flush()
    announce(NumberWithdrawn(announcement.id))


def _of(partner: Partner, number: OrgNumber) -> PartnerAnnouncement | None:
    db.session.refresh(partner, with_for_update={"of": Partner})  # one at a time: none is doubled
    mine = (a for a in PartnerAnnouncement.in_force(number) if a.partner_id == partner.id)
    return next(mine, None)
