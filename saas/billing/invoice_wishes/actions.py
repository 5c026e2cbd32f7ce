"""Saying what one wishes of one's invoices."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert

from saas.billing.invoice_wishes.models import InvoiceWish, Wishes, wishes
from saas.db import db
from saas.scope import current_tenant_id
from saas.tenants.company.models import take_turns
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def change_wishes(
    *, by: Person, demands_order: bool | None = None, told_ahead: bool | None = None
) -> Wishes:
    """Let what is said hold from the next invoice on; None leaves a wish as it is.

    Raises NotAllowed or ReadOnly.
    """
    by.must(Permission.PAY)
    take_turns()
    before = wishes()
    wished = Wishes(
        before.demands_order if demands_order is None else demands_order,
        before.told_ahead if told_ahead is None else told_ahead,
    )
    values = {"demands_order": wished.demands_order, "told_ahead": wished.told_ahead}
    db.session.execute(
        insert(InvoiceWish)
        .values(tenant_id=current_tenant_id(), **values)
        .on_conflict_do_update(constraint="one_set_of_wishes_per_company", set_=values)
    )
    db.session.expire_all()
    return wished
