"""Whose money is it? Only what is named beyond doubt says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.billing.numbering.rules import Number
from saas.billing.references.rules import belgian, creditor_reference, ocr
from saas.billing.remittance.rules import Found, Match, MatchedBy, Waits, named_in, whose

MAIN, OTHER = 1, 2
NUMBER = Number("", 2026, 12)
numbers = st.builds(
    Number,
    series=st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", max_size=3),
    fiscal_year=st.integers(2000, 2199),
    position=st.integers(1, 10**9),
)


class TestWhatIsNamed:
    @given(numbers)
    def test_an_invoice_by_its_number_its_ocr_or_its_creditor_reference(self, number):
        for written in (str(number), ocr(number.digits), creditor_reference(number.digits)):
            assert number in named_in(written).invoices

    @given(numbers, st.integers(1, 9))
    def test_no_invoice_by_an_ocr_with_a_wrong_digit(self, number, more):
        right = ocr(number.digits)
        wrong = right[:-1] + str((int(right[-1]) + more) % 10)

        assert number not in named_in(wrong).invoices

    @given(st.integers(2000, 2199), st.integers(1, 9_999_999))
    def test_an_invoice_of_the_seller_s_series_by_its_belgian_reference(self, year, position):
        number = Number("AB", year, position)
        written = belgian(number.digits)

        for form in (written, written.strip("+"), "".join(filter(str.isdigit, written))):
            assert number in named_in(f"Facture {form}", series="AB").invoices

    @given(st.integers(1, 9_999_999), st.integers(1, 96))
    def test_no_invoice_by_a_belgian_reference_with_wrong_check_digits(self, position, more):
        number = Number("", 2026, position)
        digits = "".join(filter(str.isdigit, belgian(number.digits)))
        wrong = (int(digits[10:]) + more - 1) % 97 + 1

        assert number not in named_in(f"{digits[:10]}{wrong:02}").invoices

    @pytest.mark.parametrize(
        "written",
        [
            "2026 0000012",
            "Faktura 20260000012, tack!",
            "avser:20260000012;20260000013",
            f"OCR {ocr(NUMBER.digits)}",
            "2026 0000 01233",
        ],
    )
    def test_however_people_write_it(self, written):
        assert NUMBER in named_in(written).invoices

    def test_several_in_the_order_they_are_written(self):
        written = "20260000013 och 20260000012"

        assert [n.position for n in named_in(written).invoices] == [13, 12]

    @pytest.mark.parametrize(
        "written",
        [
            "",
            "Tack!",
            "20260000000",
            "2026000012",
            "RF00123",
            "٢٠٢٦",
            "+++026/0000/00097+++",
            "+++999/0000/00118+++",
        ],
    )
    def test_nothing_by_what_names_nothing(self, written):
        assert named_in(written).invoices == ()

    def test_a_customer_by_the_customer_number(self):
        assert "100001" in named_in("Kundnummer 100001").customers
        assert named_in("Tack").customers == ()

    @given(st.text(max_size=200))
    def test_whatever_is_written_can_be_read(self, written):
        named = named_in(written)

        assert len(set(named.invoices)) == len(named.invoices)


def found(company=7, number="20260000012", seller=MAIN, currency="SEK"):
    return Found(company, number, seller, currency)


def owner(invoices=(), customers=()):
    return whose(invoices, customers, seller_id=MAIN, currency="SEK")


class TestWhose:
    def test_the_company_of_the_invoices_that_are_named_in_their_order(self):
        assert owner([found(), found(number="20260000009")]) == Match(
            7, MatchedBy.INVOICE, ("20260000012", "20260000009")
        )

    def test_the_company_of_the_customer_number(self):
        assert owner(customers=[7]) == Match(7, MatchedBy.CUSTOMER)

    def test_both_may_say_the_same(self):
        assert owner([found()], [7]) == Match(7, MatchedBy.INVOICE, ("20260000012",))

    @pytest.mark.parametrize(
        ("invoices", "customers", "because"),
        [
            ([], [], Waits.NOBODY),
            ([found(), found(company=8)], [], Waits.SEVERAL),
            ([found()], [8], Waits.SEVERAL),
            ([], [7, 8], Waits.SEVERAL),
            ([found(seller=OTHER)], [], Waits.OTHER_SELLER),
            ([found(), found(seller=OTHER)], [7], Waits.OTHER_SELLER),
            ([found(currency="EUR")], [], Waits.OTHER_CURRENCY),
        ],
    )
    def test_nobody_s_while_there_is_any_doubt(self, invoices, customers, because):
        assert owner(invoices, customers) is because
