"""What is said of purchase orders, and what programs are answered."""

from __future__ import annotations

from typing import Any, Final

from marshmallow import Schema, ValidationError, fields, validates_schema

from saas.dates import today
from saas.licensing.fields import Amount
from saas.licensing.price_list.forms import Kronor
from saas.tenants.fields import Line
from saas.text import N_

DAY: Final[dict[str, str | list[Any] | dict[Any, Any]]] = {
    "invalid": N_("Write a day, such as 2027-01-01.")
}


class Limits(Schema):
    """How long an order lasts, and how much it takes; without a word, no limit."""

    valid_until = fields.Date(load_default=None, allow_none=True, error_messages=DAY)
    cap = Kronor(load_default=None, allow_none=True)

    @validates_schema
    def leaves_room(self, order: dict[str, Any], **_: object) -> None:
        """A cap of nothing would let nothing be invoiced."""
        if order.get("cap") == 0:
            raise ValidationError(N_("Leave it empty where there is no limit."), "cap")


class NewOrder(Limits):
    """What is said of a new order."""

    number = Line(required=True, longest=50, missing=N_("Write the number of the order."))
    valid_from = fields.Date(load_default=today, error_messages=DAY)
    this_agreement = fields.Boolean(load_default=False)


class Demand(Schema):
    """Whether every invoice has to name an order."""

    demands_order = fields.Boolean(load_default=False)


class OrderAnswer(Schema):
    """An order, and what is left of it."""

    id = fields.String()
    number = fields.String()
    valid_from = fields.Date()
    valid_until = fields.Date(allow_none=True)
    agreement = fields.String(allow_none=True)
    cap = fields.Nested(Amount, allow_none=True)
    used = fields.Nested(Amount)
    left = fields.Nested(Amount, allow_none=True)
    state = fields.String()


class HeldAnswer(Schema):
    """What is not invoiced for want of an order."""

    net = fields.Nested(Amount)
    since = fields.Date(attribute="held_since")


class OrderList(Schema):
    """The company's orders, newest first, whether it demands one, and what waits for one."""

    data = fields.List(fields.Nested(OrderAnswer))
    demands_order = fields.Boolean()
    held = fields.List(fields.Nested(HeldAnswer))
