"""What is asked for when something is written into a company's contract."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from saas.licensing.fields import Count
from saas.tenants.fields import Line
from saas.text import N_

A_DAY = N_("Write a day, such as 2027-01-01.")


class Grant(Schema):
    """A feature that is given or taken away, with its limit, its days and the reason."""

    feature = Line(required=True, missing=N_("Choose a feature."))
    given = fields.String(
        load_default="yes", validate=validate.OneOf(["yes", "no"], error=N_("Choose one."))
    )
    most = Count(load_default=None, allow_none=True)
    starts_on = fields.Date(load_default=None, allow_none=True, error_messages={"invalid": A_DAY})
    last_day = fields.Date(load_default=None, allow_none=True, error_messages={"invalid": A_DAY})
    why = Line(required=True, missing=N_("Say why, for whoever reads it later."))
