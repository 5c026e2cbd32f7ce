"""Giving and taking back purchase orders, and choosing the one an invoice names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from saas.billing.events import InvoiceHeld, PurchaseOrdersChanged
from saas.billing.invoice_wishes.actions import change_wishes
from saas.billing.invoice_wishes.models import wishes
from saas.billing.purchase_orders.models import (
    HeldInvoice,
    PurchaseOrder,
    last_order_named,
    register,
)
from saas.billing.purchase_orders.rules import (
    OrderNumberTaken,
    OrderTakenBack,
    must_end_after_it_begins,
    order_as_written,
    order_for,
)
from saas.db import db, refused_by
from saas.licensing.agreement.models import Agreement
from saas.money import Money
from saas.outbox import announce
from saas.scope import current_tenant_id
from saas.tenants.company.models import take_turns
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


@dataclass(frozen=True, slots=True)
class OrderChoice:
    """The order an invoice names ("" for none), or that it is held until there is one."""

    number: str = ""
    is_held: bool = False


def add_order(
    *,
    by: Person,
    number: str,
    valid_from: date,
    valid_until: date | None = None,
    cap: Money | None = None,
    agreement: Agreement | None = None,
    currency: str = "SEK",
    now: datetime,
) -> PurchaseOrder:
    """Enter an order; invoices issued from its first day on name it while it has room.

    What was held for want of it is invoiced at once. Raises NotAllowed, ReadOnly,
    OrderEndsBeforeItBegins or OrderNumberTaken.
    """
    by.must(Permission.PAY)
    must_end_after_it_begins(valid_from, valid_until)
    take_turns()
    order = PurchaseOrder(
        number=number,
        valid_from=valid_from,
        valid_until=valid_until,
        agreement_id=agreement.id if agreement else None,
        cap_minor=cap.minor if cap else None,
        currency=agreement.currency if agreement else currency,
        added_by_id=by.id,
        added_at=now,
    )
    with refused_by("one_purchase_order_per_number", OrderNumberTaken(number)):
        db.session.add(order)
    announce(PurchaseOrdersChanged(by.id))
    return order


def change_order(
    order: PurchaseOrder, *, by: Person, valid_until: date | None, cap_minor: int | None
) -> None:
    """Let an order last to another day (None: until taken back) and take another amount.

    `cap_minor` is in the order's currency, without tax; None for no limit. One that was taken
    back is valid again. What was held is invoiced at once if it has room for it now; invoices
    that name it are as they were. Raises NotAllowed, ReadOnly or OrderEndsBeforeItBegins.
    """
    by.must(Permission.PAY)
    must_end_after_it_begins(order.valid_from, valid_until)
    take_turns()
    db.session.refresh(order)
    order.valid_until, order.cap_minor, order.withdrawn_at = valid_until, cap_minor, None
    db.session.flush()
    announce(PurchaseOrdersChanged(by.id))


def withdraw_order(order: PurchaseOrder, *, by: Person, now: datetime) -> None:
    """Take an order back: no later invoice names it; those that do keep it.

    Raises NotAllowed, ReadOnly or OrderTakenBack.
    """
    by.must(Permission.PAY)
    take_turns()
    db.session.refresh(order)
    if order.withdrawn_at is not None:
        raise OrderTakenBack
    order.withdrawn_at = now
    db.session.flush()


def demand_orders(demanded: bool, *, by: Person) -> None:  # noqa: FBT001 - it is the matter itself
    """Let no invoice be issued without an order, or let them be. Raises NotAllowed, ReadOnly."""
    change_wishes(by=by, demands_order=demanded)
    if not demanded:
        announce(PurchaseOrdersChanged(by.id))


def order_for_invoice(agreement_id: int, *, net: Money, today: date) -> OrderChoice:
    """Which order an invoice of `net`, about to be issued, names, or that it has to wait.

    Called with the company's row locked, so that a cap is not passed by two at once. A credit
    note names the order of the invoice before it and never waits. That an invoice waits is
    noted, and announced once; that it need not any more is noted too.
    """
    if net.minor < 0:
        return OrderChoice(last_order_named(agreement_id))
    orders = [order for _row, order in register()]
    found = order_for(orders, agreement_id=agreement_id, on=today, net=net)
    if found is None and net.minor and wishes().demands_order:
        _hold(agreement_id, net=net, today=today)
        return OrderChoice(is_held=True)
    _lift(agreement_id, today=today)
    return OrderChoice(found.number if found else "")


def order_written(written: str, *, net: Money, today: date) -> str:
    """The order that an invoice written by hand names. Raises OrderDoesNotFit or OrderMissing.

    Called with the company's row locked, so that a cap is not passed by two at once.
    """
    orders = [order for _row, order in register()]
    demanded = wishes().demands_order
    return order_as_written(written, orders, on=today, net=net, demanded=demanded)


def nothing_to_hold(agreement_id: int, *, today: date) -> None:
    """Nothing is owed on an agreement any more: what was held of it is not."""
    _lift(agreement_id, today=today)


def _hold(agreement_id: int, *, net: Money, today: date) -> None:
    held = insert(HeldInvoice).values(
        tenant_id=current_tenant_id(),
        agreement_id=agreement_id,
        net_minor=net.minor,
        currency=net.currency,
        held_since=today,
    )
    is_new = db.session.execute(
        held.on_conflict_do_nothing().returning(HeldInvoice.id)
    ).one_or_none()
    if is_new:
        announce(InvoiceHeld(agreement_id, net.minor, net.currency))
        return
    standing = HeldInvoice.agreement_id == agreement_id, HeldInvoice.lifted_on.is_(None)
    db.session.execute(update(HeldInvoice).where(*standing).values(net_minor=net.minor))


def _lift(agreement_id: int, *, today: date) -> None:
    standing = HeldInvoice.agreement_id == agreement_id, HeldInvoice.lifted_on.is_(None)
    db.session.execute(update(HeldInvoice).where(*standing).values(lifted_on=today))
