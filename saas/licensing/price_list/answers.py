"""What the list of plans asks for and answers with as JSON."""

from __future__ import annotations

from marshmallow import Schema, fields


class NewList(Schema):
    """A whole list of plans as TOML; with `dry_run` the difference is told and nothing stored."""

    contents = fields.String(required=True)
    effective_from = fields.Date(load_default=None)
    dry_run = fields.Boolean(load_default=False)


class ChangeAnswer(Schema):
    """One value as it was and as it becomes."""

    key = fields.String()
    what = fields.String()
    was = fields.String()
    becomes = fields.String()


class DifferenceAnswer(Schema):
    """What a list of plans changes. `remedies` say what stands in the way."""

    new = fields.List(fields.String())
    gone = fields.List(fields.String())
    changed = fields.List(fields.Nested(ChangeAnswer))
    remedies = fields.List(fields.String())
    stored = fields.Boolean()


class ListAnswer(Schema):
    """The list of plans in force, as TOML, and how many companies are on each edition."""

    contents = fields.String()
    companies = fields.Dict(fields.String(), fields.Integer())
    on_free = fields.Integer()
