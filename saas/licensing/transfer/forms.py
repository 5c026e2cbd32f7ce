"""What is asked for when an agreement changes hands, and how a transfer is told as JSON."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from saas.dates import today
from saas.licensing.fields import Amount, LineAnswer, Sale
from saas.licensing.transfer.models import Transfer
from saas.tenants.fields import Email, Line, Secret
from saas.tenants.login.current import here
from saas.tenants.org_numbers.rules import FORMS
from saas.text import N_

NO_DAY = N_("Write a day as year-month-day, such as 2026-09-01.")


class TransferOrder(Schema):
    """To whom, and from when."""

    country = fields.String(
        load_default="SE",
        validate=validate.OneOf(list(FORMS), error=N_("Choose one of the countries.")),
    )
    org_number = Line(
        required=True, longest=60, missing=N_("Write the organisation number of the company.")
    )
    email = Email(required=True, missing=N_("Write where the offer is to be mailed."))
    effective_on = fields.Date(
        required=True,
        error_messages={"required": NO_DAY, "null": NO_DAY, "invalid": NO_DAY},
    )


class TransferOffer(TransferOrder):
    """An offer. With the `token` of a preview exactly that is offered, or nothing."""

    token = Secret(longest=1_000, allow_none=True, load_default=None)


class ConfirmedOffer(TransferOrder):
    """The page's form: the token says what was shown."""

    token = Secret(required=True, longest=1_000)


class Consent(Schema):
    """What was shown, sealed, and that it is taken over."""

    token = Secret(required=True, longest=1_000)
    reference = Line(longest=60, load_default="")
    accepted = fields.Boolean(load_default=False)


class TransferShown(Schema):
    """A transfer, as either of its companies sees it. Prices are net, for one period."""

    id = fields.String(attribute="public_id")
    state = fields.Method("state_today")
    role = fields.Method("our_part")
    from_company = fields.String(attribute="from_name")
    to_number = fields.String(attribute="number.masked")
    plan = fields.String(attribute="plan_name")
    effective_on = fields.Date(attribute="starts_on")
    fee = fields.Nested(Amount, attribute="as_agreed.fee")
    seat_fee = fields.Nested(Amount, attribute="as_agreed.seat_fee", allow_none=True)
    seats = fields.Integer(attribute="as_agreed.seats")
    cadence_months = fields.Integer()
    billed = fields.String()
    bound_until = fields.Date(allow_none=True)
    reference = fields.String()
    transfer_fee = fields.Nested(Amount, attribute="fee")
    offered_by = fields.String(attribute="offered_by_name")
    offered_at = fields.AwareDateTime()
    accept_by = fields.Date(attribute="expires_on")
    accepted_by = fields.String(attribute="accepted_by_name", allow_none=True)
    accepted_at = fields.AwareDateTime(allow_none=True)
    withdrawn_at = fields.AwareDateTime(allow_none=True)
    lapsed_because = fields.String(allow_none=True)
    carried_out_at = fields.AwareDateTime(allow_none=True)

    def state_today(self, transfer: Transfer) -> str:
        """Where it stands today."""
        return transfer.state(today()).value

    def our_part(self, transfer: Transfer) -> str:
        """Whether the company that asks gives or takes."""
        return "giver" if transfer.is_given_by(here()) else "taker"


class TransferList(Schema):
    """The transfers a company has a part in, newest first."""

    data = fields.List(fields.Nested(TransferShown))


class GivingShown(Schema):
    """What offering would mean for the company that gives, and the token that offers exactly this.

    The final invoice is a credit note where it comes to less than nothing.
    """

    token = fields.String()
    effective_on = fields.Date(attribute="offer.terms.starts_on")
    accept_by = fields.Date(attribute="offer.expires_on")
    plan = fields.String(attribute="offer.terms.name")
    seats = fields.Integer(attribute="offer.terms.seats")
    lines = fields.List(fields.Nested(LineAnswer), attribute="offer.final.lines")
    final_invoice = fields.Nested(Sale, attribute="offer.final.sum")
    transfer_fee = fields.Nested(Amount, attribute="offer.fee")


class TakingShown(Schema):
    """What taking over would mean, and the token that agrees to exactly this."""

    token = fields.String()
    effective_on = fields.Date(attribute="offer.terms.starts_on")
    seats = fields.Integer(attribute="offer.terms.seats")
    first_invoice_on = fields.Date(attribute="offer.first_on")
    lines = fields.List(fields.Nested(LineAnswer), attribute="offer.lines")
    first_invoice = fields.Nested(Sale, attribute="offer.first")
    fee = fields.Nested(Sale, attribute="offer.fee")
    fee_invoiced_on = fields.Date(attribute="offer.fee_on")
    yearly = fields.Nested(Sale, attribute="offer.yearly")


def as_typed(order: dict[str, Any]) -> dict[str, str]:
    """An order as the fields of a form, to be sent once more from the page that checks it."""
    return {name: str(order[name]) for name in TransferOrder().fields}
