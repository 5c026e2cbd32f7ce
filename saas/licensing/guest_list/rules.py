"""Reading a list of colleagues: what a file may look like, and what is wrong with its rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence, Sized
from dataclasses import dataclass
from typing import Final

from saas.errors import Refusal
from saas.licensing.guest_list.words import COLUMNS, WORDS
from saas.licensing.seats.rules import SeatLimitReached
from saas.text import N_, Text

MOST_ROWS: Final = 500
MOST_BYTES: Final = 200_000
LONGEST_CELL: Final = 1_000
NEEDED: Final = ("name", "email")


class NoList(Refusal):
    """Neither a file nor text."""

    says = N_("Choose a file, or paste the list.")
    field = "file"


class ListTooLong(Refusal):
    """More than can be asked in at once."""

    says = N_("A list has at most %(rows)s rows and 200 kB. Split it, and send one part at a time.")
    field = "file"

    def __init__(self) -> None:
        self.rows = MOST_ROWS


class ListUnreadable(Refusal):
    """Not text, or not a table."""

    says = N_("We cannot read this as a list. Save it as CSV from your spreadsheet and try again.")
    field = "file"


class ColumnsMissing(Refusal):
    """The first row does not name the columns a list needs."""

    says = N_("The first row must name the columns: name, e-mail, and if you wish role, language.")
    field = "file"


class ListHasFaults(Refusal):
    """Some rows cannot be asked in, so nobody was."""

    says = N_("Nobody was invited, for %(rows)s rows need your attention first.")

    def __init__(self, rows: int) -> None:
        self.rows = rows


class SeatsLackForList(SeatLimitReached):
    """There are more people on the list than free seats."""

    says = N_(
        "%(people)s people are on the list and %(free)s seats are free, so %(lacking)s seats are "
        "lacking. Order more seats, or invite the first %(free)s."
    )
    way_out = ("change.compare", N_("Order more seats"))

    def __init__(self, people: int, free: int) -> None:
        self.people, self.free, self.lacking = people, free, people - free


SeatsLackForList.code = SeatLimitReached.code  # to the API it is one fact


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the list as it was written, and the number a spreadsheet shows beside it."""

    number: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """What stands in the way of a row: which, what about it, and what to do."""

    number: int
    field: str | None
    says: Text | str


def rows_in(content: bytes) -> list[Row]:
    """The people of a list saved as CSV, with the row numbers of the spreadsheet.

    Commas, semicolons or tabs; UTF-8 with or without its mark, UTF-16 with one, or the
    Windows-1252 of older spreadsheets. Empty rows are passed over. Raises NoList,
    ListTooLong, ListUnreadable or ColumnsMissing.
    """
    if len(content) > MOST_BYTES:
        raise ListTooLong
    written = _text_of(content)
    if not written.strip():
        raise NoList
    head, *body = _cells(written)
    columns = [COLUMNS.get(cell.strip().strip("*:").lower()) for cell in head]
    if any(columns.count(needed) != 1 for needed in NEEDED):
        raise ColumnsMissing
    rows = [
        Row(number, _values(columns, cells))
        for number, cells in enumerate(body, start=2)
        if any(cell.strip() for cell in cells)
    ]
    if not rows:
        raise NoList
    must_be_bounded(rows)
    return rows


def must_be_bounded(rows: Sized) -> None:
    """Refuse a list of too many rows. Raises ListTooLong."""
    if len(rows) > MOST_ROWS:
        raise ListTooLong


def written_twice(emails: Sequence[tuple[int, str]]) -> list[Fault]:
    """The rows whose address stands further up the list too; pairs of row number and address."""
    first: dict[str, int] = {}
    faults = []
    for number, email in emails:
        earlier = first.setdefault(email, number)
        if earlier != number:
            says = Text(N_("This address is in row %(row)s too. Remove one."), {"row": earlier})
            faults.append(Fault(number, "email", says))
    return faults


def _text_of(content: bytes) -> str:
    if b"\0" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ListUnreadable
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        written = content.decode(encoding)
    except UnicodeDecodeError:
        written = content.decode("cp1252", errors="replace") if encoding != "utf-16" else "\ufffd"
    if "\ufffd" in written or "\0" in written:
        raise ListUnreadable
    return written


def _cells(written: str) -> list[list[str]]:
    first_line = written.lstrip().partition("\n")[0]
    separator = max(";\t,", key=first_line.count)
    try:
        table = list(csv.reader(io.StringIO(written.lstrip()), delimiter=separator, strict=True))
    except csv.Error:
        raise ListUnreadable from None
    if any(len(cell) > LONGEST_CELL for cells in table for cell in cells):
        raise ListUnreadable
    return table


def _values(columns: Sequence[str | None], cells: Sequence[str]) -> dict[str, str]:
    found = {name: cell.strip() for name, cell in zip(columns, cells, strict=False) if name}
    for name, words in WORDS.items():
        said = found.pop(name, "").lower()
        if said:
            found[name] = words.get(said, said)
    return found
