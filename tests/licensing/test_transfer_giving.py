"""What the company that gives sees is what it offers, and what it is invoiced on the day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from saas.licensing.plans.rules import MONTHLY, Cadence, Timing
from tests.licensing.making import agreed, begun
from tests.licensing.transferring import PEKING, TO_SMITHY, TRANSFERS, confirmed, offered, taken


@pytest.fixture
def small_changes_wait(app, monkeypatch):
    """As they do where the operator has not said else."""
    small = replace(app.config["SETTINGS"], invoiced_at_once_from="100.00")
    monkeypatch.setitem(app.config, "SETTINGS", small)


class TestTheGiversSeal:
    def test_offers_exactly_what_was_shown(self, api_as, alice):
        agreed(alice)
        shown = api_as(alice).post(f"{TRANSFERS}/preview", TO_SMITHY)
        assert (shown.status_code, shown.json["accept_by"]) == (200, "2026-03-11")
        assert api_as(alice).get(TRANSFERS).json == {"data": []}

        sent = {**TO_SMITHY, "token": shown.json["token"]}
        assert api_as(alice).post(TRANSFERS, sent).status_code == 201

    @pytest.mark.parametrize(
        "other",
        [{"org_number": PEKING}, {"email": "vd@other.example"}, {"effective_on": "2026-03-13"}],
        ids=["another company", "another address", "another day"],
    )
    def test_is_of_one_offer_only(self, api_as, alice, other):
        agreed(alice)
        token = api_as(alice).post(f"{TRANSFERS}/preview", TO_SMITHY).json["token"]
        answer = api_as(alice).post(TRANSFERS, {**TO_SMITHY, **other, "token": token})
        assert (answer.status_code, answer.json["type"]) == (409, "/problems/preview-outdated")
        assert api_as(alice).get(TRANSFERS).json == {"data": []}

    def test_is_no_other_companys(self, api_as, alice, charlie):
        agreed(alice)
        agreed(charlie)
        to_peking = {**TO_SMITHY, "org_number": PEKING}
        token = api_as(charlie).post(f"{TRANSFERS}/preview", to_peking).json["token"]
        answer = api_as(alice).post(TRANSFERS, {**to_peking, "token": token})
        assert answer.json["type"] == "/problems/preview-outdated"

    def test_that_no_longer_holds_is_shown_anew(self, as_user, alice):
        agreed(alice)
        browser = as_user(alice)
        check = browser.post("/transfers/start", {**TO_SMITHY, "country": "SE"}).text
        agreed(alice, extra_seats=1)

        anew = browser.post("/transfers/check", confirmed(check))
        assert anew.status_code == 409
        assert "This has changed since you looked" in anew.text
        assert "33.19" in anew.text  # and the seat, 49.00 * 21 / 31, is credited too
        assert browser.post("/transfers/check", confirmed(anew.text)).status_code == 302

    def test_is_for_those_who_may_change_plan_and_leave(self, api_as, alice, bob):
        agreed(alice)
        assert api_as(bob).post(f"{TRANSFERS}/preview", TO_SMITHY).status_code == 403

    @pytest.mark.usefixtures("small_changes_wait")
    @pytest.mark.parametrize(
        ("cadence", "day"),
        [
            *((Cadence(12, timing), date(2026, 4, 20)) for timing in Timing),
            (MONTHLY, date(2026, 4, 20)),
            (MONTHLY, date(2026, 3, 20)),
        ],
    )
    def test_what_is_shown_is_what_is_invoiced(
        self, api_as, alice, charlie, clock, tell_all, cadence, day
    ):
        """Also of a year that was charged ahead, and with a seat that waits to be invoiced."""
        begun(alice, cadence)
        tell_all()
        clock.live_to(date(2026, 3, 5))
        agreed(alice, extra_seats=2)
        tell_all()
        order = {**TO_SMITHY, "effective_on": day.isoformat()}
        shown = api_as(alice).post(f"{TRANSFERS}/preview", order).json
        taken(offered(alice, effective_on=day), charlie)
        tell_all()
        clock.live_over(day - timedelta(days=1), day)

        nets = sorted(line["net"]["minor"] for line in lines_of(api_as(alice), day))
        assert nets == sorted(line["net"]["minor"] for line in shown["lines"])
        assert shown["final_invoice"]["net"]["minor"] == sum(nets) != 0


def lines_of(program, day):
    """Every line a company was invoiced or credited on a day."""
    return [
        line
        for each in program.get("/api/v1/invoices").json["data"]
        if each["issued_on"] == day.isoformat()
        for line in program.get(f"/api/v1/invoices/{each['number']}").json["lines"]
    ]
