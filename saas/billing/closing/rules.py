"""When an account may be closed, and how long its owners can open it again by themselves."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from saas.errors import NotAllowed, Refusal
from saas.text import N_

REOPENS_FOR: Final = timedelta(days=30)
"""How long an owner can open a closed account again without asking us."""


class PlanToLeaveFirst(Refusal):
    """The company has a plan, or has agreed to one that is to begin."""

    says = N_("The company has a plan. Give notice first: the account can be closed on Free.")
    way_out = ("termination.show", N_("Give notice"))


class InvoicesToPayFirst(Refusal):
    """Something is unpaid."""

    says = N_("There are invoices to pay. Pay them first; then the account can be closed.")
    way_out = ("mass_payment.choose", N_("Pay now"))


class AccountAlreadyClosed(Refusal):
    """The account is closed."""

    says = N_("The account is closed already.")


class NothingToReopen(Refusal):
    """The account is open."""

    says = N_("The account is open.")
    way_out = ("overview.show", N_("To the overview"))


class ReopenedByStaffOnly(NotAllowed):
    """The days in which owners help themselves have passed."""

    says = N_("The account was closed too long ago to be opened here. Write to us.")
    way_out = ("contact.ask", N_("Write to us"))


class AccountClosed(NotAllowed):
    """The company's account is closed: there is one way, and it leads back."""

    says = N_("The account of this company is closed. An owner can open it again.")
    way_out = ("closing.closed", N_("See how"))


def reopens_until(closed_on: date) -> date:
    """The last day on which an owner can open the account again."""
    return closed_on + REOPENS_FOR


def must_be_in_time(until: date, *, today: date) -> None:
    """Raise ReopenedByStaffOnly after the last day."""
    if today > until:
        raise ReopenedByStaffOnly
