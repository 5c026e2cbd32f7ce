"""A dry run in JSON, for programs and for the command line."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from saas.billing.dry_run.rules import DryRun, Issuable, Mark, Way
from saas.licensing.fields import Amount, LineAnswer


class SumsAnswer(Schema):
    """Net, tax and what is to be paid, in one currency."""

    net = fields.Nested(Amount)
    vat = fields.Nested(Amount)
    total = fields.Nested(Amount)


class BeforeAnswer(Schema):
    """The invoice before."""

    number = fields.String()
    issued_on = fields.Date()
    net = fields.Nested(Amount)


class IssuableAnswer(Schema):
    """What one agreement would be invoiced, beside what it was invoiced before."""

    company = fields.String()
    customer_number = fields.String()
    mark = fields.Enum(Mark, by_value=True)
    way = fields.Enum(Way, by_value=True)
    change_percent = fields.Integer(allow_none=True)
    sums = fields.Nested(SumsAnswer)
    lines = fields.List(fields.Nested(LineAnswer))
    gone = fields.List(fields.String())
    before = fields.Nested(BeforeAnswer, allow_none=True)


class DryRunAnswer(Schema):
    """What a run would issue; sums and counts are of everything that was looked at.

    `token` starts exactly this, within half an hour; only the API has one.
    """

    token = fields.String()
    day = fields.Date()
    differs_percent = fields.Integer()
    companies = fields.Integer()
    looked_at = fields.Integer()
    invoices = fields.Integer()
    sums = fields.List(fields.Nested(SumsAnswer))
    counts = fields.Dict(keys=fields.String(), values=fields.Integer())
    ways = fields.Dict(keys=fields.String(), values=fields.Integer())
    data = fields.List(fields.Nested(IssuableAnswer))


def in_json(found: DryRun, shown: list[Issuable]) -> dict[str, Any]:
    """What `DryRunAnswer` says of a dry run, with those of its documents that are `shown`."""
    return {
        "day": found.day,
        "differs_percent": found.differs,
        "companies": found.companies,
        "looked_at": found.looked_at,
        "invoices": found.invoices,
        "sums": list(found.sums.values()),
        "counts": {mark.value: found.counts[mark] for mark in Mark},
        "ways": {way.value: found.ways[way] for way in Way},
        "data": [_row(one, found.differs) for one in shown],
    }


def _row(one: Issuable, differs: int) -> dict[str, Any]:
    return {
        "company": one.company,
        "customer_number": one.customer_number,
        "mark": one.mark(differs=differs),
        "way": one.way,
        "change_percent": one.change,
        "sums": one.sums,
        "lines": one.lines,
        "gone": one.gone,
        "before": one.before,
    }
