"""What staff say of a company that has ceased, and what JSON shows them."""

from __future__ import annotations

from marshmallow import Schema, fields

from saas.licensing.ceased.forms import CessationAnswer
from saas.licensing.termination.answers import FarewellAnswer
from saas.tenants.fields import Lines, Secret
from saas.text import N_


class ApprovalOrder(Schema):
    """With the token of what was shown exactly that is approved, or nothing."""

    token = Secret(longest=1_000, allow_none=True, load_default=None)


class WordsToEstate(Schema):
    """A sentence to the company: why not, or why not any more."""

    says = Lines(required=True, longest=2_000, missing=N_("Say why, for the company to read."))


class ToldAnswer(Schema):
    """What was told, and of whom."""

    company = fields.String(attribute="company.name")
    customer_number = fields.String(attribute="company.customer_number")
    told = fields.Nested(CessationAnswer)


class ToldList(Schema):
    """What waits first, then the latest."""

    data = fields.List(fields.Nested(ToldAnswer))


class ShownAnswer(Schema):
    """What was told, and what approving it does to the bill, with the token that approves that.

    There is no bill on Free, once it is decided, or where the last day does not fit.
    """

    told = fields.Nested(CessationAnswer)
    bill = fields.Nested(FarewellAnswer, allow_none=True)
