"""What is asked for, and answered, about a later day to pay by."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from marshmallow import Schema, ValidationError, fields, validates_schema

from saas.billing.later_due.rules import Outcome
from saas.licensing.fields import Amount
from saas.tenants.fields import Line, Lines
from saas.text import N_

LONGEST: Final = 1_000
A_DAY: Final = N_("Write a day.")


class LaterDay(Schema):
    """The day that is wished for, and why."""

    due_on = fields.Date(
        required=True, error_messages={"required": A_DAY, "invalid": A_DAY, "null": A_DAY}
    )
    reason = Lines(required=True, longest=LONGEST, missing=N_("Say why you need a later day."))


class Decision(Schema):
    """What our staff decide: agreed, on which day, or declined; and a sentence to the customer."""

    outcome = fields.Enum(
        Outcome,
        by_value=True,
        required=True,
        error_messages={"required": N_("Agree or decline."), "unknown": N_("Agree or decline.")},
    )
    due_on = fields.Date(allow_none=True, load_default=None, error_messages={"invalid": A_DAY})
    says = Line(
        required=True, longest=LONGEST, missing=N_("Write a sentence to the customer: why.")
    )

    @validates_schema(skip_on_field_errors=True)
    def names_a_day(self, said: dict[str, Any], **_options: Any) -> None:
        """Raise ValidationError where a day is agreed to and none is named."""
        if said["outcome"] is Outcome.AGREED and said["due_on"] is None:
            raise ValidationError({"due_on": [A_DAY]})


def day_in(said: dict[str, Any]) -> date | None:
    """The day that was agreed on; None where it was declined, whatever day stood in the form."""
    agreed_on: date | None = said["due_on"]
    return agreed_on if said["outcome"] is Outcome.AGREED else None


class DecisionAnswer(Schema):
    """What was decided, and why; `due_on` is null where it was declined."""

    outcome = fields.Enum(Outcome, by_value=True)
    due_on = fields.Date(allow_none=True)
    instead_of = fields.Date()
    says = fields.String()
    decided_at = fields.AwareDateTime()
    decided_by = fields.String(attribute="decided_by_name")


class AskedAnswer(Schema):
    """A request for a later day; `decision` is null while it waits."""

    id = fields.String(attribute="request.public_id")
    due_on = fields.Date(attribute="request.due_on")
    instead_of = fields.Date(attribute="request.instead_of")
    reason = fields.String(attribute="request.reason")
    asked_at = fields.AwareDateTime(attribute="request.asked_at")
    asked_by = fields.String(attribute="request.asked_by_name")
    decision = fields.Nested(DecisionAnswer, allow_none=True)


class AskedList(Schema):
    """The day to pay by now, the days it may be moved to, and what has been asked for.

    `first` and `last` are null where nothing is left to pay.
    """

    due_on = fields.Date()
    first = fields.Date(allow_none=True)
    last = fields.Date(allow_none=True)
    data = fields.List(fields.Nested(AskedAnswer))


class AskedSomewhereAnswer(AskedAnswer):
    """The same for our staff: whose, and what is left to pay."""

    invoice = fields.String(attribute="number")
    company = fields.String()
    customer_number = fields.String()
    open = fields.Nested(Amount)


class AskedEverywhere(Schema):
    """What waits for a decision, the longest waiting first; and what was decided lately."""

    data = fields.List(fields.Nested(AskedSomewhereAnswer))
    decided = fields.List(fields.Nested(AskedSomewhereAnswer))
