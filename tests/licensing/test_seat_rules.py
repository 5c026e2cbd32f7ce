"""Who is admitted, and who keeps a seat when there are fewer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.licensing.seats.rules import (
    ContractIsFull,
    FreeIsFull,
    Seated,
    SeatLimitReached,
    Seats,
    over_limit,
)
from saas.tenants.people.rules import Role

ON_BASIC = Seats(plan="Basic", entitled=3, active=2, pending=1, sells_seats=True, is_free=False)
ON_FREE = Seats(plan="Free", entitled=1, active=1, pending=0, sells_seats=False, is_free=True)


class TestAdmission:
    def test_a_pending_invitation_holds_its_seat(self):
        with pytest.raises(SeatLimitReached, match="All 3 seats of Basic"):
            ON_BASIC.admit()

        replace(ON_BASIC, pending=0).admit()

    def test_on_free_the_way_out_is_to_upgrade(self):
        with pytest.raises(FreeIsFull, match="Upgrade to add your colleagues") as refused:
            ON_FREE.admit()

        assert refused.value.way_out == ("change.compare", "Upgrade")

    def test_on_a_plan_that_sells_seats_it_is_to_order_one(self):
        with pytest.raises(SeatLimitReached) as refused:
            ON_BASIC.admit()

        assert refused.value.way_out == ("change.compare", "Order another seat")

    def test_on_a_contract_it_is_to_ask(self):
        with pytest.raises(ContractIsFull, match="Ask us for more"):
            replace(ON_BASIC, sells_seats=False).admit()

    def test_the_three_are_one_fact_to_the_api(self):
        assert FreeIsFull.code == ContractIsFull.code == "seat-limit-reached"

    @given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
    def test_is_refused_exactly_when_full(self, entitled, active, pending):
        seats = replace(ON_BASIC, entitled=entitled, active=active, pending=pending)
        try:
            seats.admit()
        except SeatLimitReached:
            assert seats.used >= entitled
        else:
            assert seats.used < entitled


class TestOverLimit:
    START = datetime(2026, 1, 1, tzinfo=UTC)

    def seated(self, *roles):
        return [Seated(n, role, self.START + timedelta(days=n)) for n, role in enumerate(roles)]

    def test_the_newest_lose_their_seat_first(self):
        people = self.seated(Role.OWNER, Role.MEMBER, Role.BILLING, Role.MEMBER)

        assert [who.person_id for who in over_limit(people, entitled=2)] == [2, 3]

    def test_administrators_go_last_and_owners_after_them(self):
        people = self.seated(Role.MEMBER, Role.MEMBER, Role.ADMIN, Role.OWNER)

        assert {who.person_id for who in over_limit(people, entitled=2)} == {0, 1}
        assert {who.person_id for who in over_limit(people, entitled=1)} == {0, 1, 2}

    def test_nobody_does_while_there_is_room(self):
        assert over_limit(self.seated(Role.OWNER, Role.MEMBER), entitled=2) == []

    @given(st.lists(st.sampled_from(Role), max_size=12), st.integers(1, 12))
    def test_exactly_so_many_stay(self, roles, entitled):
        people = self.seated(*roles)

        assert len(people) - len(over_limit(people, entitled=entitled)) == min(
            len(people), entitled
        )
