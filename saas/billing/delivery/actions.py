"""Choosing how invoices come, and noting that they do not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from saas.billing.delivery.models import BouncedAddress, DeliveryChoice
from saas.billing.delivery.rules import Stage, fits, recipients
from saas.billing.dispatches.models import Dispatch
from saas.billing.dispatches.rules import Fate, Way
from saas.billing.e_invoice.formats import Format
from saas.billing.electronic_address.rules import ElectronicAddress
from saas.billing.events import DeliveryFailed, EInvoicesActivated
from saas.billing.svefaktura.rules import OnlyInSweden
from saas.db import db
from saas.outbox import announce
from saas.tenants.company.models import our_company, take_turns
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission
from saas.text import N_, Text

COMES_BACK_WITHIN: Final = timedelta(days=14)
"""How long after it was sent a letter may come back; what is older has arrived."""


def choose_delivery(
    *,
    way: Way,
    also_to: Sequence[str],
    specification_to: Sequence[str],
    address: ElectronicAddress | None,
    by: Person,
    now: datetime,
    format_: Format = Format.PEPPOL_BIS,
) -> DeliveryChoice:
    """Say how future invoices come to the company in scope. Those sent already are sent.

    Another address or format, or e-invoices chosen anew, begin with being tested. Raises
    NotAllowed, ReadOnly, TooManyRecipients or OnlyInSweden.
    """
    by.must(Permission.PAY)
    _must_fit(format_)
    take_turns()
    choice = DeliveryChoice.ours()
    chosen = (way, address, format_)
    known = choice is not None and (choice.way, choice.address, choice.format) == chosen
    if choice is None:
        choice = DeliveryChoice(stage=Stage.TEST)
        db.session.add(choice)
    choice.way = way
    choice.also_to = recipients(also_to)
    choice.specification_to = recipients(specification_to)
    choice.scheme = address.scheme if address else ""
    choice.identifier = address.identifier if address else ""
    choice.format = format_
    choice.stage = choice.stage if known else Stage.TEST
    choice.changed_at, choice.changed_by_name = now, by.name
    db.session.flush()
    return choice


def choose_format(*, format_: Format, by: Person, now: datetime) -> bool:
    """Say what e-invoices are written in; another format is tested first. By staff.

    Whether it was another. Raises OnlyInSweden.
    """
    _must_fit(format_)
    take_turns()
    choice = DeliveryChoice.ours()
    if choice is None or choice.format is format_:
        return False
    choice.format, choice.stage = format_, Stage.TEST
    choice.changed_at, choice.changed_by_name = now, by.name
    return True


def activate_e_invoices(*, by: Person, now: datetime) -> bool:
    """Let the tests be over: from now on e-invoices come instead of PDF. By staff.

    Whether there was anything to activate.
    """
    take_turns()
    choice = DeliveryChoice.ours()
    if choice is None or choice.address is None or choice.stage is Stage.ACTIVE:
        return False
    choice.stage, choice.changed_at, choice.changed_by_name = Stage.ACTIVE, now, by.name
    announce(EInvoicesActivated(choice.id))
    return True


def note_bounce(*, email: str, reason: str, by_name: str, now: datetime) -> bool:
    """Note that mail to `email` comes back: nothing more goes there until it is cleared.

    What went there lately goes to the others, else to the owners. Whether it was news.
    """
    take_turns()
    if email.lower() in {each.email.lower() for each in BouncedAddress.open()}:
        return False
    db.session.add(BouncedAddress(email=email, reason=reason, noted_at=now, noted_by_name=by_name))
    lately = select(Dispatch).where(
        Dispatch.way == Way.MAIL,
        Dispatch.recipient == email,
        Dispatch.fate == Fate.SENT,
        Dispatch.begun_at >= now - COMES_BACK_WITHIN,
    )
    for dispatch in db.session.scalars(lately.order_by(Dispatch.id)).all():
        dispatch.becomes(Fate.BOUNCED, now=now)
        announce(DeliveryFailed(dispatch.invoice_id))
    return True


def use_again(*, email: str, by: Person, now: datetime) -> None:
    """Say that mail to `email` arrives again. Raises NotAllowed or ReadOnly."""
    by.must(Permission.PAY)
    for bounced in BouncedAddress.open():
        if bounced.email.lower() == email.lower():
            bounced.cleared_at = now


def note_receipt(dispatch: Dispatch, *, accepted: bool, reason: str, now: datetime) -> None:
    """Note what the network says of an e-invoice; one refused goes by mail instead.

    Only the first word counts: an e-invoice is accepted or rejected once.
    """
    if dispatch.fate not in {Fate.WAITING, Fate.SENT}:
        return
    if accepted:
        dispatch.becomes(Fate.ACCEPTED, now=now)
        return
    said = Text(N_("The network refused it: %(reason)s"), {"reason": reason or "?"})
    dispatch.becomes(Fate.REJECTED, now=now, reason=said)
    if not dispatch.is_test:
        announce(DeliveryFailed(dispatch.invoice_id))


def note_posted(dispatch: Dispatch, *, now: datetime) -> None:
    """Note that an invoice on paper is in the post. Once it is, it stays so."""
    if dispatch.way is Way.PAPER and dispatch.fate is Fate.WAITING:
        dispatch.becomes(Fate.SENT, now=now)


def _must_fit(format_: Format) -> None:
    if not fits(format_, country=our_company().country):
        raise OnlyInSweden
