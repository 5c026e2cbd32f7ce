"""An order that our staff wrote in, as programs read it."""

from __future__ import annotations

from marshmallow import Schema, fields

from saas.licensing.channels.rules import Channel


class OrderAnswer(Schema):
    """An order that our staff wrote in: what, who asked, by which way, and who did it."""

    id = fields.String(attribute="public_id")
    plan = fields.String(attribute="plan_name")
    seats = fields.Integer()
    starts_on = fields.Date()
    channel = fields.Enum(Channel, by_value=True)
    asked_by = fields.String(attribute="asked_by_name")
    asked_on = fields.Date()
    ordered_by = fields.String(attribute="by_name")
    ordered_at = fields.AwareDateTime(attribute="at")


class OrdersAnswer(Schema):
    """The orders, the latest first."""

    data = fields.List(fields.Nested(OrderAnswer))
