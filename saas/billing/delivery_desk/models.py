"""What waits for somebody at our desk, over all companies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from saas.billing.delivery.models import BouncedAddress, DeliveryChoice
from saas.billing.delivery.rules import Stage, fits
from saas.billing.dispatches.models import Dispatch
from saas.billing.dispatches.rules import Fate, Sent, Way
from saas.billing.e_invoice.formats import Format
from saas.billing.invoices.models import Invoice
from saas.db import db
from saas.scope import all_tenants
from saas.tenants.company.models import Tenant


@dataclass(frozen=True, slots=True)
class AtDesk:
    """A sending that somebody has to look at, and whose it is.

    `other` is the format its e-invoices could have instead of the one it was refused in; None
    where there is none, or where they have it by now.
    """

    company: Tenant
    number: str
    public_id: str
    sent: Sent
    other: Format | None


@dataclass(frozen=True, slots=True)
class BeingTested:
    """A company whose e-invoices are tests yet, and what the network said of the last one.

    `other` is the format it could have instead; None where there is but one.
    """

    company: Tenant
    address: str
    format: Format
    other: Format | None
    since: datetime
    last: Fate | None


@dataclass(frozen=True, slots=True)
class Bouncing:
    """An address that mail comes back from, and whose it is."""

    company: Tenant
    email: str
    reason: str
    since: datetime


def to_be_posted(*, limit: int) -> Sequence[AtDesk]:
    """The invoices that wait to be printed and posted, the oldest first."""
    return _at_desk(limit, Way.PAPER, Fate.WAITING)


def refused(*, limit: int) -> Sequence[AtDesk]:
    """The e-invoices the network has refused, the oldest first."""
    return _at_desk(limit, Way.E_INVOICE, Fate.REJECTED)


def being_tested(*, limit: int) -> Sequence[BeingTested]:
    """The companies whose e-invoices wait to be made active, the oldest first."""
    last = (
        select(Dispatch.fate)
        .where(
            Dispatch.tenant_id == DeliveryChoice.tenant_id,
            Dispatch.way == Way.E_INVOICE,
            Dispatch.is_test,
        )
        .order_by(Dispatch.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    asked = (
        select(Tenant, DeliveryChoice, last)
        .join(DeliveryChoice, DeliveryChoice.tenant_id == Tenant.id)
        .where(
            DeliveryChoice.way == Way.E_INVOICE,
            DeliveryChoice.stage == Stage.TEST,
            DeliveryChoice.scheme != "",
        )
        .order_by(DeliveryChoice.changed_at)
        .limit(limit)
    )
    with all_tenants(because="staff see who is testing e-invoices"):
        return [
            BeingTested(
                company,
                str(choice.address),
                choice.format,
                _other(choice.format, company),
                choice.changed_at,
                fate,
            )
            for company, choice, fate in db.session.execute(asked)
        ]


def bouncing(*, limit: int) -> Sequence[Bouncing]:
    """The addresses that mail comes back from, the newest first."""
    asked = (
        select(Tenant, BouncedAddress)
        .join(BouncedAddress, BouncedAddress.tenant_id == Tenant.id)
        .where(BouncedAddress.cleared_at.is_(None))
        .order_by(BouncedAddress.noted_at.desc())
        .limit(limit)
    )
    with all_tenants(because="staff see where mail does not arrive"):
        return [
            Bouncing(company, each.email, each.reason, each.noted_at)
            for company, each in db.session.execute(asked)
        ]


def _other(format_: Format, company: Tenant) -> Format | None:
    """The format it could have instead, if there is one."""
    others = [
        each for each in Format if each is not format_ and fits(each, country=company.country)
    ]
    return others[0] if others else None


def _at_desk(limit: int, way: Way, fate: Fate) -> Sequence[AtDesk]:
    asked = (
        select(Tenant, Invoice.number, Dispatch, DeliveryChoice.format)
        .join(Dispatch, Dispatch.tenant_id == Tenant.id)
        .outerjoin(DeliveryChoice, DeliveryChoice.tenant_id == Tenant.id)
        .join(
            Invoice,
            (Invoice.tenant_id == Dispatch.tenant_id) & (Invoice.id == Dispatch.invoice_id),
        )
        .where(Dispatch.way == way, Dispatch.fate == fate)
        .order_by(Dispatch.begun_at)
        .limit(limit)
    )
    with all_tenants(because="staff see what waits at the desk"):
        return [
            AtDesk(
                company,
                number,
                dispatch.public_id,
                dispatch.told,
                _other(chosen, company) if chosen and chosen is dispatch.format else None,
            )
            for company, number, dispatch, chosen in db.session.execute(asked)
        ]
