import pytest

from saas.billing.seller.rules import (
    BankgiroMistyped,
    BicMistyped,
    IbanMistyped,
    PlusgiroMistyped,
    SwishMistyped,
    bankgiro,
    bic,
    iban,
    plusgiro,
    swish,
)


class TestAccountNumbers:
    @pytest.mark.parametrize(
        ("check", "written", "printed"),
        [
            (bankgiro, "50501055", "5050-1055"),
            (bankgiro, "5050-1055", "5050-1055"),
            (bankgiro, "991 2346", "991-2346"),
            (plusgiro, "2865434", "28 65 43-4"),
            (plusgiro, "28 65 43-4", "28 65 43-4"),
            (plusgiro, "410 54 68-5", "410 54 68-5".replace("410", "4 10")),
            (iban, "se4550000000058398257466", "SE45 5000 0000 0583 9825 7466"),
            (bic, "essesess", "ESSESESS"),
            (swish, "1234567890", "123 456 78 90"),
        ],
    )
    def test_are_printed_as_people_know_them(self, check, written, printed):
        assert check(written) == printed

    @pytest.mark.parametrize("check", [bankgiro, plusgiro, iban, bic, swish])
    def test_may_be_left_out(self, check):
        assert check("") == ""

    @pytest.mark.parametrize(
        ("check", "written", "refusal"),
        [
            (bankgiro, "5050-1056", BankgiroMistyped),
            (bankgiro, "505-105", BankgiroMistyped),
            (bankgiro, "call us", BankgiroMistyped),
            (plusgiro, "28 65 43-5", PlusgiroMistyped),
            (plusgiro, "4", PlusgiroMistyped),
            (iban, "SE45 5000 0000 0583 9825 7467", IbanMistyped),
            (bic, "ESSE", BicMistyped),
            (swish, "070 123 45 67", SwishMistyped),
        ],
    )
    def test_are_refused_when_a_digit_is_wrong(self, check, written, refusal):
        with pytest.raises(refusal, match=written):
            check(written)
