"""What is answered of a credit and of a correction: what would be issued, and what was."""

from __future__ import annotations

from marshmallow import Schema, fields

from saas.billing.hand_written.answers import DocumentToBeAnswer
from saas.licensing.fields import Amount


class MadeByHandAnswer(Schema):
    """A document that was made by hand."""

    number = fields.String()
    kind = fields.String()
    issued_on = fields.Date()
    total = fields.Nested(Amount)
    reason = fields.String(allow_none=True)
    made_by = fields.String(attribute="made_by_name")


class PairAnswer(Schema):
    """The two documents of a correction."""

    credit_note = fields.Nested(MadeByHandAnswer)
    invoice = fields.Nested(MadeByHandAnswer)


class PairToBeAnswer(Schema):
    """The two documents that would be issued, and the token that issues exactly these, once."""

    token = fields.String()
    credit_note = fields.Nested(DocumentToBeAnswer)
    invoice = fields.Nested(DocumentToBeAnswer)
