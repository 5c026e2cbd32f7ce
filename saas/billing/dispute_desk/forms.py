"""What our staff say of a dispute, and what their list answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from marshmallow import Schema, fields, validate

from saas.billing.credit_notes.forms import LINE, LineToCredit, line_fields
from saas.billing.credit_notes.rules import CREDITS, Creditable
from saas.billing.disputes.forms import DisputeAnswer
from saas.billing.disputes.rules import DECISIONS, DisputeOutcome
from saas.billing.hand_written.answers import DocumentToBeAnswer
from saas.billing.totals.rules import CreditReason
from saas.documents.spreadsheet import decimal
from saas.licensing.fields import Amount
from saas.money import Money
from saas.tenants.fields import Line, Secret
from saas.text import N_

LONGEST: Final = 500
"""It may stand on a credit note, whose words are no longer."""
CHOOSE: Final = N_("Say who is right.")


class Ruling(Schema):
    """Who is right, a sentence to the customer, and why what is credited is credited.

    Once what the customer gets was shown, exactly that is meant, by its token.
    """

    outcome = fields.Enum(
        DisputeOutcome,
        by_value=True,
        required=True,
        validate=validate.OneOf(DECISIONS, error=CHOOSE),
        error_messages={"required": CHOOSE, "unknown": CHOOSE},
    )
    says = Line(
        required=True, longest=LONGEST, missing=N_("Write a sentence to the customer: why.")
    )
    reason = fields.Enum(
        CreditReason,
        by_value=True,
        load_default=CreditReason.PRICE_WRONG,
        validate=validate.OneOf(CREDITS, error=N_("Choose a reason.")),
        error_messages={"unknown": N_("Choose a reason.")},
    )

    token = Secret(load_default="", longest=1_000)


class RulingOverApi(Ruling):
    """The same; without `lines` what is credited is what the dispute comes to.

    That the customer is right takes the token of a preview.
    """

    lines = fields.List(fields.Nested(LineToCredit), load_default=None, allow_none=True)


class UpholdingAsked(RulingOverApi):
    """What is to be shown before it is said that the customer is right."""

    class Meta:
        """Who is right is not asked, and there is no token yet."""

        exclude = ("outcome", "token")


class UpholdingAnswer(Schema):
    """What the customer would get, and the token that decides exactly so, once.

    It is a credit note to be, or where nothing more is credited the number of one issued since.
    """

    token = fields.String()
    credit_note = fields.Nested(DocumentToBeAnswer, allow_none=True)
    issued = fields.String(allow_none=True)


def ruling_on_page(lines: Sequence[Creditable]) -> Schema:
    """The page's form: a field for each line with anything left to credit."""
    return Ruling.from_dict(line_fields(lines))()


def proposal(amounts: Mapping[int, Money]) -> dict[str, str]:
    """How much of each line is proposed to be credited, as it stands in the page's fields."""
    return {f"{LINE}{position}": decimal(amount) for position, amount in amounts.items()}


def lines_in(said: Mapping[str, Any], currency: str) -> dict[int, Money] | None:
    """How much of each line a program asks to be credited, by position; None where it is silent."""
    if said["lines"] is None:
        return None
    return {each["position"]: Money(each["minor"], currency) for each in said["lines"]}


class DisputedSomewhereAnswer(DisputeAnswer):
    """The same for our staff: of which invoice, whose, and what is left to pay on it."""

    invoice = fields.String(attribute="number")
    agreement = fields.String(allow_none=True)
    company = fields.String()
    customer_number = fields.String()
    open = fields.Nested(Amount)


class DisputedEverywhere(Schema):
    """What waits for a decision, the oldest first; and what ended lately."""

    data = fields.List(fields.Nested(DisputedSomewhereAnswer))
    decided = fields.List(fields.Nested(DisputedSomewhereAnswer))
