"""Tables that spreadsheets open: what is counted is a number, what is said is text."""

import csv
import io
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from saas.documents.spreadsheet import as_csv
from saas.money import Money

SAID = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
STARTS_A_FORMULA = set("=+-@\t\r")


def read(written):
    table = io.StringIO(written.removeprefix("\ufeff"), newline="")
    return list(csv.reader(table, delimiter=";"))


def test_each_kind_of_cell_is_read_as_what_it_is():
    row = [7, date(2026, 3, 2), Money(-1234_50), Decimal("-0.5"), 'Åsa; "Ek"', "-"]

    written = as_csv(["a"], [row])

    assert written == '\ufeffa\r\n7;2026-03-02;-1234,50;-0,50;"Åsa; ""Ek""";\'-\r\n'


@given(st.lists(SAID, min_size=1))
def test_no_text_is_a_formula_and_none_is_lost(said):
    [_, row] = read(as_csv(["a"], [said]))

    assert not [cell for cell in row if cell[:1] in STARTS_A_FORMULA and cell]
    assert [cell.removeprefix("'") for cell in row] == [cell.removeprefix("'") for cell in said]
