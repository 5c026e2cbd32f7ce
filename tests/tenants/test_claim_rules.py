"""The decision table for a number that is taken (domain.md §1)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.tenants.claims.rules import (
    Exit,
    Occupant,
    Outcome,
    OutcomeDoesNotFit,
    ReasonNeeded,
    Wish,
    decided,
    ways_on,
)
from saas.tenants.joining.rules import answer_by
from saas.tenants.links.rules import Link, LinkExpired, LinkUsed, kept_of, must_be_open
from saas.tenants.terms.rules import EDITIONS, TermsHaveChanged, accepted_edition, edition_on

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


class TestWaysOn:
    def test_a_free_number_is_registered(self):
        ways = ways_on(Occupant.NOBODY, belongs=False, contact_shown=False)

        assert ways.exits == (Exit.REGISTER,)

    def test_a_registered_company_is_asked_to_let_one_in(self):
        ways = ways_on(Occupant.COMPANY, belongs=False, contact_shown=False)

        assert ways.exits == (Exit.ASK_TO_JOIN, Exit.ASK_US)
        assert ways.wishes == (Wish.TAKE_OVER,)

    def test_ones_own_company_is_logged_in_to(self):
        assert ways_on(Occupant.COMPANY, belongs=True, contact_shown=False).exits == (Exit.LOG_IN,)

    @pytest.mark.parametrize("contact_shown", [True, False])
    def test_a_partner_is_named_only_with_its_consent(self, contact_shown):
        ways = ways_on(Occupant.PARTNER, belongs=False, contact_shown=contact_shown)

        assert (Exit.USE_PARTNER in ways.exits) == contact_shown
        assert Exit.ASK_US in ways.exits
        assert ways.wishes == (Wish.COEXIST, Wish.MOVE)

    @given(st.sampled_from(Occupant), st.booleans(), st.booleans())
    def test_is_never_a_dead_end(self, occupant, belongs, contact_shown):
        assert ways_on(occupant, belongs=belongs, contact_shown=contact_shown).exits


class TestDeciding:
    @pytest.mark.parametrize(
        ("occupant", "outcome"),
        [
            (Occupant.PARTNER, Outcome.COEXIST),
            (Occupant.PARTNER, Outcome.MOVED),
            (Occupant.COMPANY, Outcome.JOINED),
        ],
    )
    def test_what_fits_needs_no_reason(self, occupant, outcome):
        assert decided(occupant, outcome, reason="") is outcome

    @pytest.mark.parametrize(
        ("occupant", "outcome"),
        [
            (Occupant.PARTNER, Outcome.JOINED),
            (Occupant.COMPANY, Outcome.COEXIST),
            (Occupant.NOBODY, Outcome.MOVED),
        ],
    )
    def test_what_does_not_fit_is_refused(self, occupant, outcome):
        with pytest.raises(OutcomeDoesNotFit):
            decided(occupant, outcome, reason="because")

    @pytest.mark.parametrize("occupant", Occupant)
    def test_a_rejection_is_explained(self, occupant):
        with pytest.raises(ReasonNeeded):
            decided(occupant, Outcome.REJECTED, reason="  ")
        assert decided(occupant, Outcome.REJECTED, reason="No proof.") is Outcome.REJECTED


class TestALink:
    def test_is_kept_so_that_it_cannot_be_remade(self):
        link = Link.new()

        assert link.kept == kept_of(link.token)
        assert link.token.encode() not in link.kept
        assert len(link.token) >= 43  # 256 bits
        assert Link.new().token != link.token

    def test_is_good_until_it_expires(self):
        must_be_open(expires_at=NOW + timedelta(seconds=1), used_at=None, now=NOW)
        for expires_at in (None, NOW):
            with pytest.raises(LinkExpired):
                must_be_open(expires_at=expires_at, used_at=None, now=NOW)

    def test_is_good_once(self):
        with pytest.raises(LinkUsed):
            must_be_open(expires_at=NOW + timedelta(1), used_at=NOW, now=NOW)


def test_a_company_has_five_business_days_to_answer():
    assert answer_by(date(2026, 6, 18)) == date(2026, 6, 26)  # Midsummer Eve is none


class TestTerms:
    def test_hold_from_their_day(self):
        assert edition_on(date(2026, 11, 21)) == EDITIONS[-1]
        assert edition_on(date(2020, 1, 1)) == EDITIONS[0]

    def test_are_accepted_as_they_were_shown(self):
        assert accepted_edition("2026-1", today=date(2026, 11, 21)).name == "2026-1"
        with pytest.raises(TermsHaveChanged):
            accepted_edition("1999-1", today=date(2026, 11, 21))
