"""A certificate as JSON."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from saas.billing.certificate.rules import Certificate
from saas.licensing.fields import Amount


class SumsAnswer(Schema):
    """How many documents of a kind, and what they come to."""

    kind = fields.String()
    count = fields.Integer()
    net = fields.Nested(Amount)
    vat = fields.Nested(Amount)
    total = fields.Nested(Amount)


class CertificateAnswer(Schema):
    """What is certified of a series and fiscal year."""

    seller = fields.String()
    org_number = fields.String()
    series = fields.String()
    fiscal_year = fields.Integer()
    first = fields.String()
    last = fields.String()
    first_day = fields.Date(allow_none=True)
    last_day = fields.Date(allow_none=True)
    count = fields.Integer()
    missing = fields.List(fields.Integer())
    out_of_order = fields.List(fields.Integer())
    complete = fields.Boolean(attribute="is_complete")
    sums = fields.Method("every_sum")
    register_hash = fields.String()

    def every_sum(self, made: Certificate) -> list[dict[str, Any]]:
        """The sums by kind and currency."""
        return [
            dict(SumsAnswer().dump(sums)) | {"kind": kind.value}
            for (kind, _), sums in made.sums.items()
        ]
