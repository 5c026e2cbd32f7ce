"""What makes a password good."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.tenants.passwords.rules import (
    PasswordNamesYou,
    PasswordTooCommon,
    PasswordTooLong,
    PasswordTooShort,
    good_password,
)

ABOUT = ("Ågrens Bageri AB", "alice@bageriet.example", "Alice Ågren", "5560566258")


class TestAPassword:
    @pytest.mark.parametrize(
        "password",
        ["min hund heter inte karo", "Hjälpsam-giraff-7", "korrekt häst batteri", "giraff-7, " * 7,
         "七転び八起き七転び八起き", "tr0ub4dor&3xy-Å"],
    )  # fmt: skip
    def test_of_ones_own_is_taken_as_it_is(self, password):
        assert good_password(password, about=ABOUT) == password

    @pytest.mark.parametrize("password", ["", "kort", "elva tecken"])
    def test_needs_twelve_characters(self, password):
        with pytest.raises(PasswordTooShort, match="at least 12 characters"):
            good_password(password)

    def test_may_have_far_more_than_sixty_four_but_not_a_novel(self):
        assert good_password("en lång mening om ingenting " * 9)
        with pytest.raises(PasswordTooLong, match="at most 256"):
            good_password("en lång mening om ingenting " * 10)

    @pytest.mark.parametrize(
        "password",
        ["password1234", "Sommar2025!!", "lösenordlösenord", "P@ssw0rd1234", "123456789012",
         "qwertyuiop12", "1qaz2wsx3edc", "aaaaaaaaaaaa", "!!!!!!!!!!!!!", "hunter2hunter2",
         "Välkommen2026", "abcdefghijklm", "correcthorsebatterystaple"],
    )  # fmt: skip
    def test_that_thieves_try_first_is_refused(self, password):
        with pytest.raises(PasswordTooCommon):
            good_password(password)

    @pytest.mark.parametrize(
        "password",
        ["alice-bageriet", "Ågrens Bageri AB", "kundzon-kundzon-1", "5560566258-12",
         "AliceÅgren99"],
    )  # fmt: skip
    def test_that_names_its_owner_is_refused(self, password):
        with pytest.raises(PasswordNamesYou):
            good_password(password, about=ABOUT)

    def test_may_contain_a_name_beside_enough_else(self):
        assert good_password("alice bakar kardemummabullar", about=ABOUT)

    @given(st.text(max_size=300))
    def test_of_any_kind_is_taken_unchanged_or_refused(self, password):
        with suppress(PasswordTooShort, PasswordTooLong, PasswordTooCommon, PasswordNamesYou):
            assert good_password(password, about=ABOUT) == password
