"""What is left to pay on an invoice, by which day, and who collects it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from saas.errors import Refusal
from saas.text import N_


@dataclass
class InvoiceAtAgency(Refusal):
    """The invoice is with the collection agency, and is settled there (S17, S112)."""

    number: str

    says = N_(
        "Invoice %(number)s is with the collection agency and is paid there, not here. "
        "Whom to call is on the invoice's page."
    )
    field: ClassVar[str | None] = "invoice"


@dataclass(frozen=True, slots=True)
class Left:
    """What is left to pay on an invoice, in minor units, and the day to pay by.

    `at_agency` while a collection agency collects it. `disputed_minor` of it is held while
    somebody says that it is not as agreed (S12).
    """

    minor: int
    due_on: date
    at_agency: bool = False
    disputed_minor: int = 0

    @property
    def is_paid_here(self) -> bool:
        """Whether there is anything to pay, and to us."""
        return self.minor > 0 and not self.at_agency

    @property
    def undisputed_minor(self) -> int:
        """What may be asked for, in minor units."""
        return self.minor - self.disputed_minor


@dataclass(frozen=True, slots=True)
class Agency:
    """Who collects for us, as customers are told. Any part but the name may be empty."""

    name: str
    phone: str = ""
    address: str = ""
    url: str = ""


def must_be_paid_here(number: str, left: Left) -> None:
    """Raise InvoiceAtAgency for an invoice that is not."""
    if left.at_agency:
        raise InvoiceAtAgency(number)
