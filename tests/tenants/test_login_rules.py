"""Where a login may lead, and how long one waits after failing."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.tenants.login.rules import HOME, canonical_email, own_path
from saas.tenants.throttle.rules import LONGEST_WAIT, too_many, wait_after


class TestNext:
    @pytest.mark.parametrize("path", ["/", "/invoices?open=1", "/people/joins", "/a#b"])
    def test_leads_to_our_own_paths(self, path):
        assert own_path(path) == path

    @pytest.mark.parametrize(
        "elsewhere",
        [None, "", "//evil.example", "/\\evil.example", "https:evil.example", "https://evil.example",
         "\\\\evil.example", "/\tevil", "/\n/evil.example", " /x", "javascript:alert(1)", "/x\\y",
         "///evil.example", "/\x7fevil"],
    )  # fmt: skip
    def test_leads_nowhere_else(self, elsewhere):
        assert own_path(elsewhere) == HOME

    @given(st.text(max_size=30))
    def test_is_always_one_of_our_paths(self, wanted):
        path = own_path(wanted)

        assert path.startswith("/")
        assert not path.startswith(("//", "/\\"))


class TestWaiting:
    def test_costs_nothing_at_first(self):
        assert [wait_after(tries, free=5) for tries in range(6)] == [timedelta()] * 6

    def test_doubles_from_a_second(self):
        waits = [wait_after(tries, free=5).total_seconds() for tries in range(6, 11)]

        assert waits == [1, 2, 4, 8, 16]

    @given(st.integers(0, 10**9), st.integers(1, 100))
    def test_grows_but_never_beyond_a_quarter_of_an_hour(self, tries, free):
        wait = wait_after(tries, free=free)

        assert wait <= wait_after(tries + 1, free=free) <= LONGEST_WAIT
        assert bool(wait) == (tries > free)

    @pytest.mark.parametrize(("seconds", "minutes"), [(1, 1), (59, 1), (60, 1), (61, 2), (900, 15)])
    def test_is_told_in_whole_minutes_rounded_up(self, seconds, minutes):
        now = datetime(2026, 11, 21, tzinfo=UTC)

        refusal = too_many(now + timedelta(seconds=seconds), now)

        assert refusal.minutes == minutes
        assert f"try again in {minutes} min;" in str(refusal)


def test_an_address_is_kept_in_lower_case():
    assert canonical_email("  Alice@Bageriet.SE ") == "alice@bageriet.se"
