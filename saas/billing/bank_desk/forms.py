"""What staff say of money that came to the bank, and what programs are answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from marshmallow import Schema, fields, validate

from saas.billing.bank_desk.models import account_called
from saas.billing.bank_payments.actions import Owner
from saas.billing.bank_rows.actions import Received
from saas.billing.bank_rows.rules import RowState
from saas.licensing.fields import Amount
from saas.licensing.quoting.forms import Amount as TypedAmount
from saas.money import Money
from saas.tenants.company.models import customer_numbered
from saas.tenants.fields import Line, Lines
from saas.text import N_

PART: Final = "part_"
MOST: Final = 10**12
WHICH_DAY: Final = N_("Choose the day the bank booked it.")
WHICH_CURRENCY: Final = N_("Write the currency by three letters, such as SEK.")


class _Row(Schema):
    account = Line(required=True, longest=60, missing=N_("Choose the account it came to."))
    booked_on = fields.Date(
        required=True, error_messages={"required": WHICH_DAY, "invalid": WHICH_DAY}
    )
    currency = fields.String(
        load_default="SEK", validate=validate.Regexp(r"[A-Z]{3}\Z", error=WHICH_CURRENCY)
    )
    bank_reference = Line(required=True, longest=100, missing=N_("Write the bank's reference."))
    reference = Line(longest=500, load_default="")
    payer = Line(longest=200, load_default="")
    from_agency = fields.Boolean(load_default=False)


class NewRow(_Row):
    """The page's form; with `waits` our staff say themselves whose it is."""

    amount = TypedAmount(required=True)
    waits = fields.Boolean(load_default=False)


class PartOverApi(Schema):
    """So much of it settles this invoice, in minor units."""

    invoice = Line(required=True, longest=40)
    minor = fields.Integer(required=True, strict=True, validate=validate.Range(1, MOST))


class OwnerOverApi(Schema):
    """Whose it is; without `invoices`, what is to be paid first is settled first."""

    customer_number = Line(required=True, longest=20)
    invoices = fields.List(fields.Nested(PartOverApi), load_default=None, allow_none=True)


class RowOverApi(_Row):
    """Money that came, in minor units. `owner` is whose you say it is; else it is looked for."""

    minor = fields.Integer(required=True, strict=True, validate=validate.Range(-MOST, MOST))
    waits = fields.Boolean(load_default=False)
    owner = fields.Nested(OwnerOverApi, load_default=None, allow_none=True)


class Why(Schema):
    """Why it is taken back, or struck out."""

    reason = Lines(required=True, longest=1_000, missing=N_("Write why."))


class Whose(Schema):
    """Whose it is; the page adds a field for each of that company's open invoices."""

    customer_number = Line(required=True, longest=20, missing=N_("Write the customer number."))


class Standing(Schema):
    """Which rows."""

    state = fields.Enum(RowState, by_value=True, load_default=RowState.WAITING)


class MoveAnswer(Schema):
    """What was done with a row, by whom and why."""

    kind = fields.String()
    by = fields.String(attribute="moved_by_name")
    at = fields.AwareDateTime(attribute="moved_at")
    reason = fields.String()


class RowAnswer(Schema):
    """A row of the bank's, whose it is by now, and what was done with it."""

    number = fields.String(attribute="row.number")
    state = fields.String(attribute="row.state")
    customer_number = fields.String(attribute="company.customer_number", dump_default=None)
    account = fields.String(attribute="row.account")
    booked_on = fields.Date(attribute="row.booked_on")
    amount = fields.Nested(Amount, attribute="row.amount")
    reference = fields.String(attribute="row.reference")
    payer = fields.String(attribute="row.payer")
    bank_reference = fields.String(attribute="row.bank_reference")
    from_agency = fields.Boolean(attribute="row.from_agency")
    moves = fields.List(fields.Nested(MoveAnswer), attribute="row.moves")


class WaitingAnswer(Schema):
    """How many rows wait in a currency, and what they come to."""

    count = fields.Integer()
    amount = fields.Nested(Amount)


class AccountAnswer(Schema):
    """An account of ours: `key` is what a booking names it by."""

    key = fields.String()
    seller = fields.String(attribute="seller.name")
    account = fields.String()


class RowsAnswer(Schema):
    """Rows that stand so, what waits in all, and the accounts that money can come to."""

    data = fields.List(fields.Nested(RowAnswer))
    waiting = fields.List(fields.Nested(WaitingAnswer))
    accounts = fields.List(fields.Nested(AccountAnswer))


def received(said: Mapping[str, Any], minor: int) -> Received:
    """What the bank told, as it was written. Raises NoSuchAccount."""
    found = account_called(said["account"])
    return Received(
        seller_id=found.seller.id,
        account=found.account,
        booked_on=said["booked_on"],
        amount=Money(minor, said["currency"]),
        bank_reference=said["bank_reference"],
        reference=said["reference"],
        payer=said["payer"],
        from_agency=said["from_agency"],
    )


def owner_over_api(said: Mapping[str, Any] | None, currency: str) -> Owner | None:
    """Whose a program says it is. Raises NoSuchCustomer."""
    if said is None:
        return None
    parts = said["invoices"]
    wanted = {each["invoice"]: Money(each["minor"], currency) for each in parts or ()}
    company_id = customer_numbered(said["customer_number"])
    return Owner(company_id=company_id, wanted=None if parts is None else wanted)


def whose_form(names: Iterable[str]) -> Schema:
    """The page's form: a field for each invoice whose amount it says."""
    amounts: dict[str, Any] = {
        name: TypedAmount(allow_none=True) for name in names if name.startswith(PART)
    }
    return Whose.from_dict(amounts)()


def wanted_in(data: Mapping[str, Any], currency: str) -> dict[str, Money] | None:
    """How much of each invoice the page's form says; None where it shows none of them."""
    parts = {name.removeprefix(PART): n for name, n in data.items() if name.startswith(PART)}
    wanted = {number: Money(minor, currency) for number, minor in parts.items() if minor}
    return wanted if parts else None
