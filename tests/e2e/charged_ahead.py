"""Chapters of the story about a year charged ahead: its forecast, and what puts it right."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from saas.dates import add_months
from saas.money import Money
from tests.e2e.deeds import lets_pass, printed, today
from tests.e2e.someone import Someone

YEAR, FOUR_SEATS = Money.sek(120_000), Money.sek(4_800)
TAX = Fraction(25, 100)
FEE = Money.sek(60)
"""For the reminder of the first year's invoice, which nobody in this story pays: without tax."""


@dataclass(frozen=True)
class Ahead:
    """A year that was charged ahead, and the day from which there are four seats more."""

    starts_on: date
    grows_on: date

    @property
    def until(self) -> date:
        """The first day of the next year."""
        return add_months(self.starts_on, 12)

    @property
    def lacking(self) -> Money:
        """What the four seats cost for their part of the year."""
        days, grown = (self.until - self.starts_on).days, (self.grows_on - self.starts_on).days
        return FOUR_SEATS.between(grown, days, of=days)

    @property
    def invoiced(self) -> Money:
        """What puts the year right and the whole of the next, with tax; and the fee."""
        net = self.lacking + YEAR + FOUR_SEATS
        return net + net.share(TAX) + FEE


def orders_four_seats_in_half_a_year(astrid: Someone) -> Ahead:
    """Nothing is charged for them now: the year is put right when it is over."""
    starts_on = today(astrid)
    lets_pass(astrid, *["+1 month"] * 6)
    ahead = Ahead(starts_on, today(astrid))
    astrid.goes_to("/plan")
    astrid.follows("Order more seats")
    astrid.types("Extra seats", "4")
    astrid.presses("Continue")
    astrid.sees("Nothing now.")
    astrid.presses("Agree")
    astrid.sees("44 seats")
    return ahead


def reads_the_forecast(astrid: Someone, ahead: Ahead) -> None:
    """What was charged, what it will have been, and the difference with its days."""
    astrid.goes_to("/true-up")
    astrid.sees("Forecast", "SEK 120,000.00", said(ahead.lacking))
    astrid.follows(str(ahead.starts_on.year))
    astrid.sees(said(YEAR + ahead.lacking), "4 seats × SEK 1,200.00", "What makes the difference")


def is_put_right_when_the_year_is_over(astrid: Someone, ahead: Ahead) -> None:
    """The statement says what the forecast said, and the invoice what the statement says."""
    lets_pass(astrid, *["+1 month"] * 6)
    while today(astrid) < ahead.until:
        lets_pass(astrid, "+1 day")
    astrid.waits_at("/invoices", said(ahead.invoiced))
    astrid.goes_to("/true-up")
    astrid.sees("Finished", said(ahead.lacking))
    astrid.page.locator("tbody tr", has_text="Finished").get_by_role("link").click()
    astrid.sees("Reconciliation", said(YEAR + ahead.lacking), said(ahead.lacking))
    assert said(ahead.lacking).removeprefix("SEK ") in printed(astrid.fetches("PDF"))


def said(amount: Money) -> str:
    """An amount as an English reader is told it."""
    return f"SEK {amount.minor // 100:,}.{amount.minor % 100:02}"
