"""What this floor's forms and JSON ask for and answer with, in one manner everywhere."""

from __future__ import annotations

from typing import Any, Final

from marshmallow import Schema, fields

from saas.text import N_
from saas.web.words import say

MOST: Final = 10_000


class Count(fields.Field[int]):
    """A whole number from nought, as a program sends it or as somebody types it."""

    default_error_messages = {  # noqa: RUF012 - marshmallow's own way
        "required": N_("Write a number."),
        "null": N_("Write a number."),
        "invalid": N_("Write a whole number, such as 3."),
        "too_many": N_("That is more than can be ordered here. Ask us in the help centre."),
    }

    def _deserialize(self, value: object, *_: object, **__: object) -> int:
        written = str(value).strip() if isinstance(value, int | str) else ""
        if isinstance(value, bool) or not (written.isascii() and written.isdecimal()):
            raise self.make_error("invalid")
        if len(written) > len(str(MOST)) or int(written) > MOST:
            raise self.make_error("too_many")
        return int(written)


class Sentence(fields.Field[str]):
    """A Text, answered in the language of whoever asks."""

    def _serialize(self, value: Any, *_: object, **__: object) -> str | None:
        return None if value is None else say(value)


class Amount(Schema):
    """Money: whole minor units (öre) and its currency."""

    minor = fields.Integer()
    currency = fields.String()


class Sale(Schema):
    """What a sale comes to, and which tax is on it for which reason."""

    net = fields.Nested(Amount)
    vat = fields.Nested(Amount)
    total = fields.Nested(Amount, attribute="gross")
    vat_percent = fields.Integer(attribute="decision.percent")
    vat_category = fields.String(attribute="decision.category")
    vat_reason = Sentence(attribute="decision.reason")


class LineAnswer(Schema):
    """One line of a charge, with how its amount was found."""

    item = fields.String()
    edition = fields.String()
    title = Sentence()
    explanation = Sentence()
    quantity = fields.Integer()
    unit_price = fields.Nested(Amount)
    period_starts_on = fields.Date(attribute="period.starts_on")
    period_ends_on = fields.Date(attribute="period.last_day")
    starts_on = fields.Date()
    ends_on = fields.Date(attribute="days.last_day")
    net = fields.Nested(Amount)


class SeatsAnswer(Schema):
    """Seats: entitled to, and taken by people or held for invitations."""

    entitled = fields.Integer()
    used = fields.Integer()
    active = fields.Integer()
    pending = fields.Integer()
    free = fields.Integer()
