"""When a service can be recorded."""

from __future__ import annotations

from datetime import date

from saas.errors import Refusal
from saas.text import N_


class NotRenderedYet(Refusal):
    """A service of a coming day."""

    says = N_("A service is recorded when it has been rendered: today or before.")
    field = "day"


class NothingToInvoiceOn(Refusal):
    """The company was on Free that day."""

    says = N_("The company had no plan on that day, so there is no agreement to invoice it on.")
    field = "day"


class TakenBack(Refusal):
    """The service has been taken back."""

    says = N_("That service has been taken back already.")


def must_be_rendered(day: date, *, today: date) -> None:
    """Raise NotRenderedYet for a day that lies ahead."""
    if day > today:
        raise NotRenderedYet
