"""Which days and which currency a statement is asked for, and how it is told over the API."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from marshmallow import Schema, ValidationError, fields, validates_schema
from marshmallow.validate import Range, Regexp

from saas.billing.statement.models import PAGE
from saas.licensing.fields import Amount
from saas.text import N_

A_DAY: Final[dict[str, Any]] = {"invalid": N_("Write the day, such as 2026-03-02.")}


class StatementDays(Schema):
    """Which days a statement is of, and in which currency: a company has an account in each."""

    currency = fields.String(load_default="SEK", validate=Regexp(r"[A-Z]{3}\Z"))
    since = fields.Date(data_key="from", error_messages=A_DAY)
    through = fields.Date(data_key="to", error_messages=A_DAY)

    @validates_schema
    def in_order(self, data: dict[str, Any], **_how: object) -> None:
        """Refuse days that end before they begin."""
        if data.get("since", date.min) > data.get("through", date.max):
            raise ValidationError(N_("The last day comes before the first."), "to")


class StatementQuery(StatementDays):
    """Where a page of the statement begins, and how long it is."""

    before = fields.String()
    limit = fields.Integer(load_default=PAGE, validate=Range(1, PAGE))


class MovementAnswer(Schema):
    """One event: what it changed in what is owed, and what was owed after it."""

    on = fields.Date()
    kind = fields.String()
    reference = fields.String()
    change = fields.Nested(Amount)
    balance = fields.Nested(Amount)


class DaysAnswer(Schema):
    """The days a statement is of, both inclusive, and what was owed before and after them."""

    since = fields.Date(data_key="from")
    through = fields.Date(data_key="to")
    opening = fields.Nested(Amount)
    closing = fields.Nested(Amount)


class StatementAnswer(Schema):
    """What is owed now, and what led there, newest first; `next` is the following `before`.

    `days` is null unless `from` or `to` is asked for: then `data` is of those days.
    """

    balance = fields.Nested(Amount)
    days = fields.Nested(DaysAnswer, allow_none=True)
    data = fields.List(fields.Nested(MovementAnswer))
    next = fields.String(allow_none=True)
