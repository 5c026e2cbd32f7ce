"""Who may sell here: from where, in which currency, under which letters and which short name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from saas.errors import Refusal
from saas.licensing.vat.rules import SELLER_COUNTRY
from saas.text import N_


class SeriesIsTaken(Refusal):
    """Two sellers never share letters, then or now: a number names one invoice of the house."""

    says = N_("Another seller has these letters, has had them, or has none too. Choose others.")
    field: ClassVar[str | None] = "series"


class CreditSeriesIsTaken(SeriesIsTaken):
    """The same of the letters before the numbers of credit notes."""

    field: ClassVar[str | None] = "credit_series"


class ShortNameIsTaken(Refusal):
    """A seller is added once; what is known of one is changed on its own page."""

    says = N_("Another seller has this short name. Choose one that no seller has.")
    field: ClassVar[str | None] = "code"


@dataclass
class SellerAbroad(Refusal):
    """Only the tax of a seller in Sweden is known here (`licensing.vat.rules`)."""

    country: str

    says = N_(
        "A seller in %(country)s cannot invoice from here yet: only Swedish VAT is known. "
        "Write SE, and let a Swedish company sell there."
    )
    field: ClassVar[str | None] = "country"


@dataclass
class NobodySellsIn(Refusal):
    """A seller's books are in one currency, and no seller's are in this one."""

    currency: str

    says = N_(
        "No seller of ours invoices in %(currency)s. "
        "Add one that does, or change the currency of one."
    )
    way_out: ClassVar[tuple[str, str] | None] = ("sellers_staff.index", N_("Sellers"))


def home(country: str) -> str:
    """The country a seller sits in. Raises SellerAbroad for any but Sweden."""
    if country != SELLER_COUNTRY:
        raise SellerAbroad(country)
    return country


def must_sell_in(currency: str, *, sells_in: str) -> None:
    """Raise NobodySellsIn where the seller that was found invoices in another currency."""
    if sells_in != currency:
        raise NobodySellsIn(currency)
