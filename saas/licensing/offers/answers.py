"""What a change of plan would charge, as programs read it."""

from __future__ import annotations

from marshmallow import Schema, fields

from saas.licensing.change.forms import CadenceField
from saas.licensing.fields import Amount, LineAnswer, Sale


class PreviewAnswer(Schema):
    """What a change would charge at once and at the next invoice, line by line, and by the year.

    `waits_for_next_invoice`: it costs so little until then that nothing is invoiced at once.

    It holds from `starts_on`: today, or the first day of a coming period. `period` is what
    every `cadence` costs then.
    """

    token = fields.String()
    edition = fields.String(attribute="offer.terms.edition")
    extra_seats = fields.Integer(attribute="offer.terms.extra_seats")
    seats = fields.Integer(attribute="offer.terms.seats")
    cadence = CadenceField(attribute="offer.terms.cadence")
    asked_on = fields.Date(attribute="offer.day")
    starts_on = fields.Date(attribute="offer.starts_on")
    lines = fields.List(fields.Nested(LineAnswer), attribute="offer.lines")
    now = fields.Nested(Sale, attribute="offer.now")
    waits_for_next_invoice = fields.Boolean(attribute="offer.waits")
    period = fields.Nested(Sale, attribute="offer.standing.monthly")
    next_charge_on = fields.Date(attribute="offer.standing.next_on", allow_none=True)
    next_invoice_on = fields.Date(attribute="offer.next_on", allow_none=True)
    next_lines = fields.List(fields.Nested(LineAnswer), attribute="offer.next_lines")
    next_invoice = fields.Nested(Sale, attribute="offer.next")
    yearly = fields.Nested(Sale, attribute="offer.yearly")
    yearly_effect = fields.Nested(Amount, attribute="offer.yearly_effect")
