"""What is asked for when a plan is changed: the same over the page and as JSON."""

from __future__ import annotations

from typing import Any, Final

from marshmallow import Schema, fields

from saas.licensing.fields import Count
from saas.licensing.ordering.rules import When
from saas.licensing.plans.cadences import CADENCES, cadence_key
from saas.licensing.plans.rules import Cadence
from saas.tenants.fields import Email, Line, Secret
from saas.text import N_

ONE_OF_THESE: Final = N_("Choose one in the list.")


class CadenceField(fields.Field[Cadence]):
    """How one pays, by its name: month, year, quarter-in_arrears. Empty is as now."""

    default_error_messages = {"unknown": ONE_OF_THESE}  # noqa: RUF012 - marshmallow's own way

    def _deserialize(self, value: object, *_: object, **__: object) -> Cadence | None:  # type: ignore[override]
        if value in ("", None):
            return None
        cadence = CADENCES.get(str(value))
        if cadence is None:
            raise self.make_error("unknown")
        return cadence

    def _serialize(self, value: Any, *_: object, **__: object) -> str:
        return cadence_key(value) if value else ""


class WhenField(fields.Field[When]):
    """From when: soonest, or period_end."""

    default_error_messages = {"unknown": ONE_OF_THESE}  # noqa: RUF012 - marshmallow's own way

    def _deserialize(self, value: object, *_: object, **__: object) -> When:
        try:
            return When(str(value))
        except ValueError:
            raise self.make_error("unknown") from None

    def _serialize(self, value: Any, *_: object, **__: object) -> str:
        return When(value).value


class ChangeOrder(Schema):
    """A plan, how many seats beyond those it includes, how it is paid for, and from when."""

    edition = Line(required=True, missing=N_("Choose a plan."))
    extra_seats = Count(load_default=0)
    cadence = CadenceField(load_default=None, allow_none=True)
    when = WhenField(load_default=When.SOONEST)


class SeatsKept(Schema):
    """How many seats to have from the next period on, all in all."""

    seats = Count(required=True)


class Confirmation(Schema):
    """What was shown, sealed."""

    token = Secret(required=True, longest=1_000)


class InvoiceDetails(Schema):
    """Where invoices go, where we do not know it yet; and what is being chosen meanwhile."""

    street = Line(required=True, missing=N_("Write the street or box of your invoice address."))
    postcode = Line(required=True, longest=20, missing=N_("Write the postcode."))
    city = Line(required=True, missing=N_("Write the town."))
    invoice_email = Email(required=True, missing=N_("Write where invoices are to be mailed."))
    reference = Line(load_default="")


def in_address(order: dict[str, Any]) -> dict[str, Any]:
    """An order as the address of the page that shows it; what goes without saying is left out."""
    written: dict[str, Any] = ChangeOrder().dump(order)
    return {k: v for k, v in written.items() if v not in ("", When.SOONEST.value)}


def as_asked(order: dict[str, Any]) -> dict[str, Any]:
    """An order as the actions ask for it."""
    return {"edition_key": order["edition"]} | {
        name: order[name] for name in ("extra_seats", "cadence", "when")
    }
