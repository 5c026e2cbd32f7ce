"""One company, one number (domain.md §1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from saas.tenants.org_numbers.rules import (
    FORMS,
    CountryNotServed,
    OrgNumber,
    OrgNumberMistyped,
    OtherCountryForm,
    PersonalNumberGiven,
    org_number,
)
from tests.tenants.spellings import spellings


@st.composite
def swedish_companies(draw):
    """Ten digits of a legal entity: a known first digit, a third of 2 or more, a true last."""
    first = draw(st.sampled_from("1235678 9".replace(" ", "")))
    body = first + draw(st.from_regex(r"[0-9][2-9][0-9]{6}", fullmatch=True))
    return body + luhn.calc_check_digit(body)


class TestTheSwedishNumber:
    @pytest.mark.parametrize(
        ("digits", "kind"),
        [
            ("5560566258", "Limited company"),
            ("2021005489", "State, region, municipality or parish"),
            ("1234567897", "Estate of a deceased person"),
            ("8803200016", "Sole trader"),
        ],
    )
    def test_tells_what_sort_of_company_it_is(self, digits, kind):
        assert org_number(digits, country="SE").kind == kind

    def test_proposes_a_vat_number_of_fourteen_characters(self):
        assert org_number("556056-6258", country="SE").proposed_vat == "SE556056625801"

    def test_is_read_from_a_vat_number_that_lacks_its_country(self):
        assert org_number("556056625801", country="SE").digits == "5560566258"

    def test_has_its_place_in_the_peppol_network(self):
        assert org_number("556056-6258", country="SE").peppol_id == "0007:5560566258"

    @given(swedish_companies())
    def test_fifty_spellings_are_one_company(self, digits):
        written = spellings(digits)

        assert len(set(written)) >= 50
        assert {org_number(w, country="SE") for w in written} == {OrgNumber("SE", digits)}

    @given(swedish_companies())
    def test_is_shown_as_swedes_write_it_and_read_back(self, digits):
        shown = org_number(digits, country="SE").national

        assert shown == f"{digits[:6]}-{digits[6:]}"
        assert org_number(shown, country="SE").digits == digits

    @given(swedish_companies(), st.integers(0, 9), st.integers(1, 9))
    def test_one_wrong_digit_is_always_noticed(self, digits, place, off_by):
        wrong = str((int(digits[place]) + off_by) % 10)

        with pytest.raises((OrgNumberMistyped, OtherCountryForm)):
            org_number(digits[:place] + wrong + digits[place + 1 :], country="SE")

    @pytest.mark.parametrize(
        ("written", "why"),
        [
            ("1234567891", "The check digit does not agree"),
            ("556056-628", "It should have 10 digits, and this has 9"),
            ("55605662588888", "It should have 10 digits, and this has 14"),
            ("556056-625O", "letters or signs"),
            ("", "letters or signs"),
            ("---", "letters or signs"),
            ("5" * 61, "letters or signs"),
            ("881320-0013", "no such day"),
            ("SE556056625802", "It should have 10 digits"),
            ("556056-6258-001", "It should have 10 digits, and this has 13"),
            ("880320-0016-000", "It should have 10 digits, and this has 13"),
        ],
    )
    def test_says_which_check_failed_and_the_remedy(self, written, why):
        with pytest.raises(OrgNumberMistyped) as refused:
            org_number(written, country="SE")

        assert why in str(refused.value)
        assert "Compare it with your certificate of registration" in str(refused.value)
        assert refused.value.field == "org_number"


class TestASoleTrader:
    """Whose number is a person's own, and nobody else's business."""

    @pytest.mark.parametrize(
        "written",
        ["8803200016", "880320-0016", "19880320-0016", "198803200016", "SE880320001601",
         "19880320+0016", "880320-0016-001", "19880320-0016 001"],
    )  # fmt: skip
    def test_is_recognised_in_every_spelling(self, written):
        assert org_number(written, country="SE") == OrgNumber("SE", "8803200016")

    def test_may_have_a_co_ordination_number(self):
        body = "701063239"
        number = org_number(body + luhn.calc_check_digit(body), country="SE")

        assert number.is_personal

    def test_may_run_several_businesses(self):
        second = org_number("880320-0016-002", country="SE")

        assert second.suffix == "002"
        assert second != org_number("880320-0016", country="SE")
        assert second.masked == "880320-****-002"

    def test_is_never_shown_in_full_by_accident(self):
        number = org_number("880320-0016", country="SE")

        assert number.masked == "880320-****"
        for shown in (str(number), repr(number), f"{number}", f"{[number]}"):
            assert "0016" not in shown

    def test_is_asked_whether_the_business_is_theirs(self):
        with pytest.raises(PersonalNumberGiven, match="tick the box"):
            org_number("880320-0016", country="SE", sole_trader=False)

    def test_a_company_is_shown_in_full(self):
        assert org_number("5560566258", country="SE").masked == "556056-6258"

    @pytest.mark.parametrize("century", ["17", "21", "16"])
    def test_was_born_in_a_century_people_live_in(self, century):
        with pytest.raises((OrgNumberMistyped, OtherCountryForm)):
            org_number(f"{century}8803200016", country="SE")

    def test_was_born_on_a_real_day_of_the_stated_century(self):
        leap = "000229001"
        digits = leap + luhn.calc_check_digit(leap)

        assert org_number(f"20{digits}", country="SE").digits == digits
        with pytest.raises(OrgNumberMistyped):
            org_number(f"19{digits}", country="SE")  # 1900 had no 29 February


class TestOtherCountries:
    @pytest.mark.parametrize("country", FORMS)
    def test_each_example_is_its_own_national_form(self, country):
        example = FORMS[country].example
        number = org_number(example, country=country)

        assert number.country == country
        assert number.national == example
        assert org_number(f" {example.lower()} ", country=country) == number

    @pytest.mark.parametrize(
        ("country", "written", "digits", "vat", "peppol"),
        [
            ("NO", "NO 988 077 917 MVA", "988077917", "NO988077917MVA", "0192:988077917"),
            ("DK", "DK-13585628", "13585628", "DK13585628", "0184:DK13585628"),
            ("FI", "FI20774740", "20774740", "FI20774740", "0216:003720774740"),
            ("EE", "12345678", "12345678", None, "0191:12345678"),
            ("LV", "LV 4000 3521 600", "40003521600", "LV40003521600", "9939:LV40003521600"),
            ("LT", "LT119511515", "119511515", "LT119511515", "9937:LT119511515"),
            ("BE", "BE 428759497", "0428759497", "BE0428759497", "0208:0428759497"),
            ("FR", "FR46443121975", "443121975", "FR46443121975", "0002:443121975"),
            ("FR", "73282932000074", "732829320", "FR44732829320", "0002:732829320"),
            ("NL", "NL4495445B01", "004495445B01", "NL004495445B01", "9944:NL004495445B01"),
            ("DE", "DE 136,695 976", "136695976", "DE136695976", "9930:DE136695976"),
        ],
    )
    def test_is_read_as_its_country_prescribes(self, country, written, digits, vat, peppol):
        number = org_number(written, country=country)

        assert (number.digits, number.proposed_vat, number.peppol_id) == (digits, vat, peppol)

    @pytest.mark.parametrize(
        ("country", "wrong", "why"),
        [
            ("NO", "988077918", "The check digit does not agree"),
            ("NO", "98807791", "It should have 9 digits, and this has 8"),
            ("NO", "98807791X", "letters or signs"),
            ("DK", "03585627", "No company numbers begin"),
            ("DK", "035856", "It should have 8 digits, and this has 6"),
            ("EE", "32345674", "No company numbers begin"),
            ("LV", "40003521601", "The check digit does not agree"),
            ("BE", "431150351", "The check digit does not agree"),
        ],
    )
    def test_says_which_check_failed(self, country, wrong, why):
        with pytest.raises(OrgNumberMistyped, match=why):
            org_number(wrong, country=country)

    @pytest.mark.parametrize(
        ("chosen", "written", "advice"),
        [
            ("SE", "988 077 917", "looks like a Norwegian organisation number. Choose Norway"),
            ("NO", "556056-6258", "looks like a Swedish organisation number. Choose Sweden"),
            ("SE", "NL4495445B01", "looks like a Dutch VAT number"),
        ],
    )
    def test_a_number_of_another_countrys_form_says_so(self, chosen, written, advice):
        with pytest.raises(OtherCountryForm, match=advice):
            org_number(written, country=chosen)

    def test_a_latvian_personal_code_is_a_sole_trader(self):
        number = org_number("161175-19997", country="LV")

        assert (number.masked, number.kind) == ("1611751****", "Sole trader")
        assert org_number("40003521600", country="LV").kind == "Company"

    def test_countries_we_do_not_serve_are_turned_away_kindly(self):
        with pytest.raises(CountryNotServed, match="Write to us"):
            org_number("123", country="US")

    @given(st.text(max_size=80), st.sampled_from(list(FORMS)))
    def test_anything_at_all_is_either_a_number_or_refused(self, written, country):
        try:
            number = org_number(written, country=country)
        except (OrgNumberMistyped, OtherCountryForm):
            return
        assert org_number(number.national, country=country) == number
