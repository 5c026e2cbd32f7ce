"""Whose turn it is, and how numbers are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.errors import NotFound
from saas.helpcenter.inbox.rules import LEAVES_THE_TURN, Deed, State, number_in, state_of


class TestTheTurn:
    @pytest.mark.parametrize(
        ("last", "needs_approval", "state"),
        [
            (None, True, State.WAITING_FOR_APPROVAL),
            (None, False, State.WAITING_FOR_STAFF),
            (Deed.REPLIED, False, State.WAITING_FOR_STAFF),
            (Deed.ANSWERED, False, State.ANSWERED),
            (Deed.CARRIED_OUT, True, State.CARRIED_OUT),
            (Deed.DECLINED, True, State.DECLINED),
            (Deed.CLOSED, True, State.CLOSED),
        ],
    )
    def test_follows_from_the_last_deed_that_gave_it(self, last, needs_approval, state):
        assert state_of(last, needs_approval=needs_approval) is state

    def test_every_deed_that_gives_the_turn_has_a_state(self):
        giving = [deed for deed in Deed if deed not in LEAVES_THE_TURN]
        assert {state_of(deed, needs_approval=False) for deed in giving} == set(State) - {
            State.WAITING_FOR_APPROVAL
        }

    @pytest.mark.parametrize("state", list(State))
    def test_every_state_says_what_happens_now(self, state):
        assert state.words
        assert state.what_now.endswith(".")
        assert state.tone in {"good", "warn", "bad", "info", "neutral"}


class TestNumbers:
    @given(st.integers(1001, 10**12), st.sampled_from(["R-{}", "r-{}", "r{}", "{}", " R {} "]))
    def test_are_read_however_people_write_them(self, number, spelling):
        assert number_in(spelling.format(number)) == number

    @pytest.mark.parametrize("written", ["", "R-", "R-12x", "-", "١٠٠١", "1" * 40, "R-1001/close"])
    def test_anything_else_is_nothing(self, written):
        with pytest.raises(NotFound):
            number_in(written)
