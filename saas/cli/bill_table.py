"""A dry run as a table: each company, its lines and sums, and how that compares with last time."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table

from saas.billing.dry_run.rules import WAYS, DryRun, Issuable, Mark, Way, said
from saas.money import Money
from saas.web.words import say

COLOURS = {Mark.NEW: "cyan", Mark.GONE: "red", Mark.CHANGED: "yellow", Mark.CREDIT: "magenta"}


def table_of(found: DryRun) -> RenderableType:
    """Every document a run would issue, then the sums in each currency and how many differ."""
    table = Table(title=f"What a run through {found.day} would issue", title_justify="left")
    table.add_column("Customer", no_wrap=True)
    table.add_column("Company")
    table.add_column("For")
    for money in ("Excl. VAT", "VAT", "To pay", "Last time"):
        table.add_column(money, justify="right", no_wrap=True)
    table.add_column("Compared with last time")
    for one in found.found:
        table.add_row(*_cells(one, found.differs), style=COLOURS.get(_mark(one, found.differs)))
    return Group(table, _sums(found), _counts(found))


def _mark(one: Issuable, differs: int) -> Mark:
    return one.mark(differs=differs)


def _cells(one: Issuable, differs: int) -> list[str]:
    lines = [f"{say(line.title)} × {abs(line.quantity)}" for line in one.lines]
    lines += [f"gone: {name}" for name in one.gone]
    sums = one.sums
    amounts = [_said(each) for each in (sums.net, sums.vat, sums.total)] if one.lines else ["–"] * 3
    compared = say(said(one, differs=differs))
    if one.lines and one.way is not Way.CHUNK:
        compared += f"; {say(WAYS[one.way])}"
    last = _said(one.before.net) if one.before else "–"
    return [one.customer_number, one.company, "\n".join(lines), *amounts, last, compared]


def _sums(found: DryRun) -> Table:
    table = Table(title="In all", title_justify="left")
    table.add_column("Currency")
    for money in ("Excl. VAT", "VAT", "To pay"):
        table.add_column(money, justify="right")
    for currency, sums in found.sums.items():
        table.add_row(currency, *(_said(each) for each in (sums.net, sums.vat, sums.total)))
    return table


def _counts(found: DryRun) -> str:
    marks = {
        Mark.SAME: "as last time",
        Mark.CHANGED: f"differ by more than {found.differs} %",
        Mark.NEW: "new",
        Mark.GONE: "gone",
        Mark.CREDIT: "credit notes",
    }
    said_of = [f"{found.counts[mark]} {words}" for mark, words in marks.items()]
    ways = f"{found.ways[Way.APART]} by themselves, {found.ways[Way.HELD]} wait for an order"
    return f"{found.invoices} documents: {', '.join(said_of)}; {ways}. Nothing was written."


def _said(amount: Money) -> str:
    """Two decimals and spaces between thousands: "1 028.75"."""
    whole, part = divmod(abs(amount.minor), 100)
    sign = "-" if amount.minor < 0 else ""
    return f"{sign}{whole:,}.{part:02}".replace(",", " ")
