"""Whose word is good for an order that our staff write in."""

from __future__ import annotations

from datetime import date

from saas.errors import Refusal
from saas.text import N_


class AskerMayNotOrder(Refusal):
    """Whoever asked is one of the company's people, and not one who may change the plan."""

    says = N_("%(name)s may not order for the company. Somebody who may has to ask.")
    field = "asked_by"

    def __init__(self, name: str) -> None:
        self.name = name


class NoInvoiceAddress(Refusal):
    """Nobody has said where invoices go."""

    says = N_("The company has not said where its invoices go. It says so on its own page first.")


class NotAskedYet(Refusal):
    """Nobody asks tomorrow."""

    says = N_("Write the day they asked, today or before.")
    field = "asked_on"


def must_have_been_asked(asked_on: date, *, today: date) -> date:
    """The day itself. Raises NotAskedYet for one to come."""
    if asked_on > today:
        raise NotAskedYet
    return asked_on


def must_say_where_invoices_go(street: str, invoice_email: str) -> None:
    """Raise NoInvoiceAddress for a company that an invoice would not reach."""
    if not (street and invoice_email):
        raise NoInvoiceAddress


def is_whom_they_say(asked_by: str, *, name: str, email: str) -> bool:
    """Whether `asked_by` is the address or the very name of one of the company's people."""
    said = " ".join(asked_by.split()).casefold()
    return said in {email.casefold(), " ".join(name.split()).casefold()}
