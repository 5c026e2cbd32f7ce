"""The seat ledger as a chart and a table: what held on each day, and who did what."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from saas.dates import now
from saas.db import db
from saas.licensing.seat_history.rules import Point, Standing, between, by_day, marks, steps
from saas.licensing.seats.actions import entitle, hold_seat
from saas.scope import tenant_scope
from tests.licensing.making import agreed

START = date(2026, 3, 1)
CHANGES = st.lists(
    st.builds(
        Standing,
        st.integers(0, 60).map(lambda n: START + timedelta(days=n)),
        st.integers(-3, 3),
        st.integers(-2, 2),
    ),
    max_size=30,
).map(lambda changes: sorted(changes, key=lambda change: change.day))


class TestAnotherCompany:
    def test_has_a_history_of_its_own(self, as_user, api_as, alice, charlie):
        agreed(alice, extra_seats=17)
        agreed(charlie)
        agreed(charlie, extra_seats=1)

        told = api_as(charlie).get("/api/v1/people/history").json
        assert [day["entitled"] for day in told["days"]] == [3]
        assert {event["by"] for event in told["data"]} == {None, "Charlie"}
        assert "Alice" not in as_user(charlie).get("/people/history").text


class TestTheDays:
    @settings(deadline=None)
    @given(CHANGES)
    def test_each_closes_with_everything_that_happened_so_far(self, changes):
        for standing in by_day(changes):
            so_far = [change for change in changes if change.day <= standing.day]
            assert standing.entitled == sum(change.entitled for change in so_far)
            assert standing.taken == sum(change.taken for change in so_far)

    @settings(deadline=None)
    @given(CHANGES, st.integers(0, 60), st.integers(0, 60))
    def test_a_window_begins_with_what_held_then(self, changes, one, other):
        first, last = (START + timedelta(days=n) for n in sorted((one, other)))
        shown, whole = between(by_day(changes), first, last), by_day(changes)

        for day in (first + timedelta(days=n) for n in range((last - first).days + 1)):
            held = [s for s in whole if s.day <= day]
            seen = [s for s in shown if s.day <= day]
            assert (held[-1].entitled if held else None) == (seen[-1].entitled if seen else None)

    def test_a_line_steps_where_the_value_changes_and_reaches_the_edge(self):
        first, last = date(2026, 3, 1), date(2026, 3, 10)
        days = [(first, 2), (date(2026, 3, 3), 2), (date(2026, 3, 6), 5)]

        assert steps(days, first, last) == [
            Point(0, 2),
            Point(500, 2),
            Point(500, 5),
            Point(1000, 5),
        ]
        assert steps([], first, last) == []

    def test_months_are_marked(self):
        assert [day for _along, day in marks(date(2026, 2, 15), date(2026, 4, 1))] == [
            date(2026, 3, 1),
            date(2026, 4, 1),
        ]


class TestThePage:
    def test_draws_both_lines_and_says_who_did_what(self, as_user, alice, clock):
        agreed(alice, extra_seats=3)
        clock.set(date(2026, 4, 10))
        with tenant_scope(alice.tenant_id):
            hold_seat(until=now() + timedelta(days=7), by=alice, now=now())
            db.session.commit()

        page = as_user(alice).get("/people/history").text
        assert page.count("<polyline") == 2
        assert "<title>Seats day by day</title>" in page
        assert "Seats there are: 5 at first, 5 at last." in page
        assert "Seat held for an invitation" in page
        assert "Show as a table" in page

    def test_before_anything_was_counted_there_is_nothing(self, as_user, alice):
        assert "Nothing to show yet" in as_user(alice).get("/people/history").text

    def test_comes_in_pages(self, as_user, api_as, alice):
        agreed(alice)
        with tenant_scope(alice.tenant_id):
            for seats in range(3, 60):
                entitle(seats=seats, by=alice, now=now())
            db.session.commit()

        browser, program = as_user(alice), api_as(alice)
        assert "page=2" in browser.get("/people/history").text
        assert "Counted for the first time" in browser.get("/people/history?page=2").text
        first, second = (program.get(f"/api/v1/people/history?page={n}").json for n in (1, 2))
        assert (len(first["data"]), first["more"], second["more"]) == (50, True, False)
        assert first["data"][0]["entitled"] == 59
        assert second["data"][-1]["deed"] == "opened"
        assert program.get("/api/v1/people/history?page=0").status_code == 422
        assert browser.get("/people/history?page=x").status_code == 200

    def test_is_not_for_members(self, as_user, api_as, bob):
        assert as_user(bob).get("/people/history").status_code == 403
        assert api_as(bob).get("/api/v1/people/history").status_code == 403
