import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iso11649, luhn
from stdnum.be import ogm_vcs

from saas.billing.references.rules import belgian, creditor_reference, is_ocr, ocr


class TestOcr:
    @pytest.mark.parametrize(
        ("base", "number"),
        [
            ("10023", "1002377"),
            ("1000230001", "100023000126"),
            ("20260000123", "2026000012339"),
        ],
    )
    def test_carries_its_length_and_a_check_digit(self, base, number):
        assert ocr(base) == number
        assert is_ocr(number)

    @given(st.text("0123456789", min_size=1, max_size=23), st.data())
    def test_one_mistyped_digit_is_noticed(self, base, data):
        number = ocr(base)
        at = data.draw(st.integers(0, len(number) - 1))
        other = data.draw(st.sampled_from([d for d in "0123456789" if d != number[at]]))

        assert not is_ocr(number[:at] + other + number[at + 1 :])

    @given(st.text("0123456789", min_size=1, max_size=23))
    def test_its_check_digit_is_luhn_s(self, base):
        assert luhn.is_valid(ocr(base))

    def test_a_digit_too_many_is_noticed_by_the_length(self):
        assert not is_ocr("0" + ocr("10023"))

    @pytest.mark.parametrize("base", ["", "12a4", "-12", "٣٤"])
    def test_is_made_of_digits(self, base):
        with pytest.raises(ValueError, match="digits"):
            ocr(base)

    def test_has_at_most_25_digits(self):
        assert len(ocr("1" * 23)) == 25
        with pytest.raises(ValueError, match="at most 25"):
            ocr("1" * 24)

    @pytest.mark.parametrize("written", ["", "7", "12", "abc", "1" * 26])
    def test_what_cannot_be_a_reference_is_none(self, written):
        assert not is_ocr(written)

    def test_spaces_do_not_matter(self):
        assert is_ocr("2026 0000 12339")


class TestAbroad:
    @pytest.mark.parametrize(
        ("base", "reference"),
        [
            ("0108068171", "+++010/8068/17183+++"),
            ("20260000123", "+++026/0000/12362+++"),
            ("97", "+++000/0000/09797+++"),  # nothing left over is written as 97
        ],
    )
    def test_a_belgian_reference_is_checked_by_97(self, base, reference):
        assert belgian(base) == reference
        assert ogm_vcs.is_valid(reference)

    @given(st.text("0123456789", min_size=1, max_size=21))
    def test_a_creditor_reference_is_checked_as_iso_11649_says(self, base):
        assert iso11649.is_valid(creditor_reference(base))

    @pytest.mark.parametrize("make", [belgian, creditor_reference])
    @pytest.mark.parametrize("base", ["", "12a4", "٣٤"])
    def test_is_made_of_digits(self, make, base):
        with pytest.raises(ValueError, match="digits"):
            make(base)

    def test_a_creditor_reference_has_at_most_25_signs(self):
        assert len(creditor_reference("1" * 21)) == 25
        with pytest.raises(ValueError, match="1 to 21"):
            creditor_reference("1" * 22)
