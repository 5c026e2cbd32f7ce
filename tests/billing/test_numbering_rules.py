from datetime import date

import pytest

from saas.billing.numbering.rules import Number, fiscal_year


class TestNumber:
    def test_reads_year_then_place(self):
        assert str(Number("", 2026, 123)) == "20260000123"

    def test_a_series_may_have_letters_that_references_count_as_an_iban_does(self):
        number = Number("K", 2026, 7)

        assert str(number) == "K20260000007"
        assert number.digits == "2020260000007"


class TestFiscalYear:
    @pytest.mark.parametrize(
        ("day", "starts_in_month", "year"),
        [
            (date(2026, 1, 1), 1, 2026),
            (date(2026, 12, 31), 1, 2026),
            (date(2027, 6, 30), 7, 2026),
            (date(2027, 7, 1), 7, 2027),
        ],
    )
    def test_is_named_by_the_year_it_begins_in(self, day, starts_in_month, year):
        assert fiscal_year(day, starts_in_month=starts_in_month) == year
