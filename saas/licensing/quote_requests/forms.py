"""What is asked for when a company asks for a quote, and how its question is told."""

from __future__ import annotations

from marshmallow import Schema, fields

from saas.licensing.fields import Count
from saas.licensing.quote_requests.rules import LONGEST_NEEDS
from saas.tenants.fields import Lines
from saas.text import N_


class QuoteOrder(Schema):
    """How many people, what they need, and from when."""

    people = Count(required=True)
    needs = Lines(
        required=True, longest=LONGEST_NEEDS, missing=N_("Write what you need, in your own words.")
    )
    wished_start = fields.Date(
        load_default=None,
        allow_none=True,
        error_messages={"invalid": N_("Write a day as year-month-day, such as 2026-09-01.")},
    )


class QuestionAnswer(Schema):
    """A question for a quote, and when it was answered or taken back."""

    id = fields.String(attribute="public_id")
    people = fields.Integer()
    needs = fields.String()
    wished_start = fields.Date(allow_none=True)
    asked_by = fields.String(attribute="asked_by_name")
    asked_at = fields.AwareDateTime()
    answered_at = fields.AwareDateTime(allow_none=True)
    withdrawn_at = fields.AwareDateTime(allow_none=True)


class WaitingQuestion(Schema):
    """The question that waits, or none."""

    data = fields.List(fields.Nested(QuestionAnswer))
