"""What is asked for, and answered, about invoices at the collection agency."""

from __future__ import annotations

from typing import Final

from marshmallow import Schema, fields

from saas.billing.collection.rules import RecallOutcome
from saas.billing.invoices.answers import AgencyAnswer
from saas.licensing.fields import Amount
from saas.tenants.fields import Line, Lines
from saas.text import N_

LONGEST: Final = 1_000


class HandOver(Schema):
    """Why it is handed over."""

    reason = Line(required=True, longest=LONGEST, missing=N_("Say why it is handed over."))


class AskBack(Schema):
    """Why it should be taken back."""

    reason = Lines(required=True, longest=LONGEST, missing=N_("Say why it should be taken back."))


class Ruling(Schema):
    """Whether it is taken back, and a sentence to the customer."""

    outcome = fields.Enum(
        RecallOutcome,
        by_value=True,
        required=True,
        error_messages={
            "required": N_("Say whether it is taken back."),
            "unknown": N_("Say whether it is taken back."),
        },
    )
    says = Line(
        required=True, longest=LONGEST, missing=N_("Write a sentence to the customer: why.")
    )


class RecallAskedAnswer(Schema):
    """That somebody asked to have it taken back."""

    reason = fields.String()
    asked_at = fields.AwareDateTime()
    asked_by = fields.String(attribute="asked_by_name")


class RulingAnswer(Schema):
    """What was decided, and why."""

    outcome = fields.Enum(RecallOutcome, by_value=True)
    says = fields.String()
    decided_at = fields.AwareDateTime()
    decided_by = fields.String(attribute="decided_by_name")


class HandedAnswer(Schema):
    """A hand-over, and what was said of it since."""

    handed_at = fields.AwareDateTime(attribute="handover.handed_at")
    amount = fields.Nested(Amount, attribute="handover.amount")
    reason = fields.String(attribute="handover.reason")
    agency = fields.Nested(AgencyAnswer, attribute="handover.agency")
    requests = fields.List(fields.Nested(RecallAskedAnswer))
    decisions = fields.List(fields.Nested(RulingAnswer))


class CollectionAnswer(Schema):
    """Whether an invoice is at the agency now, and every time that it was."""

    at_agency = fields.Boolean()
    data = fields.List(fields.Nested(HandedAnswer))


class AtAgencyAnswer(Schema):
    """An invoice at the agency; `asked` is why the customer wants it back, or empty."""

    invoice = fields.String(attribute="number")
    company = fields.String()
    customer_number = fields.String()
    due_on = fields.Date()
    agency = fields.String()
    handed_at = fields.AwareDateTime()
    handed = fields.Nested(Amount)
    open = fields.Nested(Amount)
    asked = fields.String()


class CollectableAnswer(Schema):
    """An overdue invoice that is unpaid despite reminders, and may be handed over."""

    invoice = fields.String(attribute="number")
    company = fields.String()
    customer_number = fields.String()
    due_on = fields.Date()
    open = fields.Nested(Amount)
    reminders = fields.Integer()
    reminded_on = fields.Date()


class CollectableList(Schema):
    """What may be handed over, the longest overdue first."""

    data = fields.List(fields.Nested(CollectableAnswer))


class SumAtAgency(Schema):
    """How many invoices, and what is open on them, in one currency."""

    count = fields.Integer()
    open = fields.Nested(Amount)


class AtAgencyList(Schema):
    """What is at the agency; those whose customers wait for an answer come first."""

    data = fields.List(fields.Nested(AtAgencyAnswer))
    sums = fields.List(fields.Nested(SumAtAgency))
