"""What is asked for and answered at the doors to billing runs."""

from __future__ import annotations

from typing import Final

from marshmallow import Schema, fields, validate

from saas.billing.dry_run.rules import USUAL
from saas.tenants.fields import Line, Secret
from saas.text import N_

WHICH_DAY: Final = N_("Choose a day.")
PERCENT: Final = N_("Write a number of per cent, from 0 to 1000.")


class RunOrder(Schema):
    """For which day, for whom, and what is worth pointing out."""

    day = fields.Date(required=True, error_messages={"required": WHICH_DAY, "invalid": WHICH_DAY})
    company = Line(load_default="", validate=validate.Length(max=40))
    differs = fields.Integer(
        load_default=USUAL,
        validate=validate.Range(0, 1000, error=PERCENT),
        error_messages={"invalid": PERCENT},
    )


class Shown(Schema):
    """What was shown, by its token."""

    token = Secret(required=True, longest=1_000)


class RunShown(RunOrder, Shown):
    """A run, as it was shown."""


class Leaf(Schema):
    """Which page of a list, and whether only what differs."""

    page = fields.Integer(load_default=1, validate=validate.Range(1, 10_000))
    all = fields.Boolean(load_default=False)


class Before(Schema):
    """Where to go on in the list of runs."""

    before = fields.Integer(allow_none=True, load_default=None)


class RunAnswer(Schema):
    """How far a run has come."""

    id = fields.Integer()
    day = fields.Date()
    started_by = fields.String()
    started_at = fields.AwareDateTime()
    finished_at = fields.AwareDateTime(allow_none=True)
    company = fields.String(allow_none=True)
    chunks = fields.Integer()
    left = fields.Integer()
    agreements = fields.Integer()
    invoices = fields.Integer()
    one_by_one = fields.Integer()
    invoices_per_second = fields.Integer(attribute="rate", allow_none=True)
    seconds_remaining = fields.Function(
        lambda run: round(run.remaining.total_seconds()) if run.remaining else None
    )


class RunsAnswer(Schema):
    """Runs, newest first."""

    data = fields.List(fields.Nested(RunAnswer))
