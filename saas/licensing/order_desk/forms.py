"""What staff write down of an order that somebody asked them for."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from marshmallow import Schema, fields, validate

from saas.licensing.change.forms import ChangeOrder
from saas.licensing.channels.rules import WRITTEN_TO_US, Channel
from saas.licensing.on_behalf.actions import Asked
from saas.tenants.fields import Line, Lines, Secret
from saas.text import N_

CHOOSE_A_WAY: Final = N_("Choose by which way it reached us.")
WRITE_A_DAY: Final = N_("Write the day, such as 2026-03-02.")


class Customer(Schema):
    """A customer number."""

    customer_number = Line(required=True, longest=20, missing=N_("Write the customer number."))


class WhoAsked(Schema):
    """Who asked, by which way, when and in which words."""

    channel = fields.Enum(
        Channel,
        by_value=True,
        required=True,
        validate=validate.OneOf(WRITTEN_TO_US, error=CHOOSE_A_WAY),
        error_messages={"required": CHOOSE_A_WAY, "unknown": CHOOSE_A_WAY},
    )
    asked_by = Line(required=True, longest=120, missing=N_("Write who asked."))
    asked_on = fields.Date(
        required=True, error_messages={"required": WRITE_A_DAY, "invalid": WRITE_A_DAY}
    )
    words = Lines(longest=4_000, load_default="")


class AskedOrder(WhoAsked, ChangeOrder):
    """A plan and seats, and who asked for them."""


class ConfirmedOrder(WhoAsked):
    """Who asked, and the token of what was shown."""

    token = Secret(required=True, longest=1_000)


class ShownOrder(AskedOrder):
    """The page's form: the token decides, and the rest shows it anew where it holds no more."""

    token = Secret(required=True, longest=1_000)


def asked_in(data: dict[str, Any]) -> Asked:
    """Who asked, as the action wants to know it."""
    day: date = data["asked_on"]
    return Asked(
        channel=data["channel"], asked_by=data["asked_by"], asked_on=day, words=data["words"]
    )
