"""A card as it was typed on the hosted page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from werkzeug.wrappers import Request

from saas.billing.gateway.simulator import cards
from saas.billing.gateway.simulator.errors import ApiError
from saas.billing.gateway.simulator.store import Resource

FIELD_OF = {"number": "number", "exp_month": "expiry", "exp_year": "expiry", "cvc": "cvc"}
REAL_CARD = "Only the test numbers below are accepted here. Never type a real card number."
NO_EXPIRY = "Write the month and the year the card expires, such as 12/29."
NO_CVC = "Write the three or four digits on the back of the card."


@dataclass
class Typed:
    """The card form as it was filled in, and what is wrong with it by field."""

    number: str = ""
    expiry: str = ""
    cvc: str = ""
    name: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, request: Request) -> Typed:
        """What was sent; a test number that was chosen from the list fills in the rest."""
        if chosen := cards.BY_NUMBER.get(request.form.get("use", "")):
            cvc = "1234" if chosen.brand == "amex" else "123"
            return cls(chosen.number, "12/34", cvc, request.form.get("name", ""))
        number, expiry, cvc, name = (
            request.form.get(field_, "").strip() for field_ in ("number", "expiry", "cvc", "name")
        )
        return cls(number, expiry, cvc, name)

    def card(self) -> Resource:
        """As the API takes a card. Month and year are empty when they cannot be read."""
        written = re.fullmatch(r"(\d{1,2})\s*[/ -]?\s*(\d{2}|\d{4})", self.expiry)
        month, year = written.groups() if written else ("", "")
        return {
            "type": "card",
            "card": {"number": self.number, "exp_month": month, "exp_year": year, "cvc": self.cvc},
            "billing_details": {"name": self.name or None},
        }

    def checked(self) -> bool:
        """Whether everything the page itself can judge is there; says what is not."""
        card = self.card()["card"]
        self.errors = {}
        if not card["exp_month"]:
            self.errors["expiry"] = NO_EXPIRY
        if not re.fullmatch(r"\d{3,4}", self.cvc):
            self.errors["cvc"] = NO_CVC
        return not self.errors

    def refused(self, error: ApiError) -> None:
        """Put what the bank said beside the field it is about."""
        told = error.body["error"]
        live = told.get("decline_code") == "test_mode_live_card"
        field_ = FIELD_OF.get(told.get("param", ""), "number")
        self.number = "" if live else self.number
        self.errors = {field_: REAL_CARD if live else told["message"]}
