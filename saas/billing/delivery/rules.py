"""Which way an invoice goes: as the company has chosen, or the next best with the reason why.

An invoice always reaches somebody. E-invoices that cannot be sent go as PDF by e-mail; mail
that comes back goes to the others, then to the company's owners, and at last on paper (S6, S7).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from saas.billing.dispatches.rules import Way
from saas.billing.e_invoice.formats import Format
from saas.billing.e_invoice.rules import SWEDEN
from saas.errors import Refusal
from saas.text import N_, Text

MOST_RECIPIENTS: Final = 10


class TooManyRecipients(Refusal):
    """More addresses than anybody needs."""

    says = N_("There can be at most ten addresses. Use a mailing list of your own for more.")
    field: ClassVar[str | None] = "also_to"


class Stage(StrEnum):
    """How far a company has come on the way to e-invoices."""

    TEST = "test"
    ACTIVE = "active"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """How one invoice goes: which way, to which addresses of mail, and why so if not as chosen.

    `with_test` says that a copy goes as an e-invoice marked as a test besides.
    """

    way: Way
    mail_to: tuple[str, ...] = ()
    reason: Text | None = None
    with_test: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where mail can go: those chosen first, those who answer for the company after them."""

    chosen: tuple[str, ...]
    owners: tuple[str, ...]
    bounced: Collection[str] = ()

    def route(self, reason: Text | None = None, *, with_test: bool = False) -> Route:
        """By mail to the chosen that work, else to the owners, else on paper."""
        working = self._working(self.chosen)
        if working:
            return Route(way=Way.MAIL, mail_to=working, reason=reason, with_test=with_test)
        to_owners = self._working(self.owners)
        if self.chosen:
            reason = Text(N_("Mail to %(address)s comes back."), {"address": self.chosen[0]})
        if to_owners:
            return Route(way=Way.MAIL, mail_to=to_owners, reason=reason, with_test=with_test)
        said = reason or Text(N_("There is no address to mail it to."))
        return Route(way=Way.PAPER, reason=said, with_test=with_test)

    def _working(self, addresses: Iterable[str]) -> tuple[str, ...]:
        gone = {address.lower() for address in self.bounced}
        each_once = {address.lower(): address for address in addresses if address}
        return tuple(a for low, a in each_once.items() if low not in gone)


def route(
    way: Way,
    addresses: Addresses,
    *,
    stage: Stage = Stage.TEST,
    obstacles: Sequence[Text] = (),
) -> Route:
    """How an invoice goes to a company that has chosen `way`.

    `obstacles` are what stands in the way of an e-invoice, the gravest first; only while there
    are none does one go. Until it is active, an e-invoice is a test beside the PDF.
    """
    if way in {Way.PAPER, Way.PORTAL}:
        return Route(way=way)
    if way is Way.MAIL:
        return addresses.route()
    if obstacles:
        return addresses.route(obstacles[0])
    if stage is Stage.TEST:
        said = Text(N_("Your e-invoices are being tested; until then you get a PDF."))
        return addresses.route(said, with_test=True)
    return Route(way=Way.E_INVOICE)


def fits(format_: Format, *, country: str) -> bool:
    """Whether a company of `country` can have its e-invoices in a format."""
    return format_ is not Format.SVEFAKTURA or country == SWEDEN


def recipients(written: Iterable[str]) -> list[str]:
    """The addresses, each once, in the order written. Raises TooManyRecipients."""
    each = list({address.lower(): address for address in written}.values())
    if len(each) > MOST_RECIPIENTS:
        raise TooManyRecipients
    return each
