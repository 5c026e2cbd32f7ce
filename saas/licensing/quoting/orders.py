"""The small forms at the staff's desk for quotes."""

from __future__ import annotations

from marshmallow import Schema, fields

from saas.tenants.fields import Line, Lines


class NewQuote(Schema):
    """Whom a quote is begun for: whoever asked, or a customer number."""

    asked = Line(load_default=None, allow_none=True)
    customer_number = Line(load_default="", longest=20)


class Taking(Schema):
    """Why an offer is taken back; the customer reads it."""

    reason = Lines(longest=2_000, load_default="")


class Nothing(Schema):
    """A form without fields."""

    meant = fields.String(load_default="")
