"""A quote is accepted while other things are agreed: what comes before it comes, to the öre."""

from datetime import date

from saas.dates import now, today
from saas.db import db
from saas.licensing.agreement.models import Agreement, current_terms
from saas.licensing.agreement.rules import ONE_DAY
from saas.licensing.entitlements.actions import grant
from saas.licensing.entitlements.models import entitled
from saas.licensing.entitlements.rules import Override
from saas.scope import tenant_scope
from tests.helpcenter.making import staff_member
from tests.licensing.making import BASIC, agreed
from tests.licensing.quoting import sent_quote

PLAN = "/api/v1/plan"
QUOTES = "/api/v1/quotes"


def accepts(program, number):
    """Preview and accept a quote, as a program does; the preview."""
    preview = program.post(f"{QUOTES}/{number}/preview")
    assert preview.status_code == 200, preview.text
    answer = program.post(
        f"{QUOTES}/{number}/accept", {"token": preview.json["token"], "accepted": True}
    )
    assert answer.status_code == 201, answer.text
    return preview.json


def changes(program, extra_seats):
    """Agree to Basic with other extra seats, as a program does."""
    wanted = {"edition": BASIC.key, "extra_seats": extra_seats}
    token = program.post(f"{PLAN}/preview", wanted).json["token"]
    answer = program.post(f"{PLAN}/change", {"token": token})
    assert answer.status_code == 201, answer.text


def invoices(program):
    """(the day, what it comes to) of each invoice, the newest first."""
    rows = program.get("/api/v1/invoices").json["data"]
    return [(row["issued_on"], row["total"]["minor"]) for row in rows]


def lives(clock, *days):
    """Live through these days; nobody looks between them, and the calendar catches up."""
    for day in days:
        clock.set(day - ONE_DAY)
        clock.live_to(day)


def terms_on(person):
    with tenant_scope(person.tenant_id):
        return current_terms(today())


class TestAChangeBeforeTheFirstDay:
    def test_still_comes_so_that_what_was_shown_is_charged(self, api_as, alice, clock, tell_all):
        agreed(alice, extra_seats=3)
        tell_all()
        changes(api_as(alice), 0)
        number = sent_quote(alice, starts_on="2026-05-01").number
        preview = accepts(api_as(alice), number)
        assert preview["replaces"] == []
        lives(clock, date(2026, 4, 2))
        assert terms_on(alice).extra_seats == 0
        lives(clock, date(2026, 5, 1))

        assert terms_on(alice).name == "Enterprise"
        assert invoices(api_as(alice))[:2] == [
            ("2026-05-01", preview["first_invoice"]["total"]["minor"]),
            ("2026-04-02", 30_088),  # 249.00 for 29 of 30 days, for the contract is known by then
        ]

    def test_that_is_due_today_is_carried_out_first(self, api_as, alice, clock, tell_all):
        agreed(alice, extra_seats=3)
        tell_all()
        changes(api_as(alice), 0)
        number = sent_quote(alice, starts_on="2026-05-01", valid_through="2026-04-20").number
        clock.set(date(2026, 4, 2))  # the calendar has not come to it yet
        accepts(api_as(alice), number)
        assert terms_on(alice).extra_seats == 0

    def test_may_be_another_contract(self, api_as, alice, clock, tell_all):
        agreed(alice)
        tell_all()
        staff = staff_member("Signe")
        for fee, starts_on in (("20 000,00", "2026-05-01"), ("25 000,00", "2026-07-01")):
            number = sent_quote(alice, by=staff, fee=fee, starts_on=starts_on).number
            accepts(api_as(alice), number)
        lives(clock, date(2026, 5, 1))
        assert terms_on(alice).fee.minor == 2_000_000
        lives(clock, date(2026, 7, 1))
        assert terms_on(alice).fee.minor == 2_500_000


class TestAChangeFromTheFirstDayOn:
    def test_is_withdrawn_and_who_agreed_to_it_is_told(
        self, api_as, as_user, alice, mails, tell_all
    ):
        agreed(alice, extra_seats=3)
        changes(api_as(alice), 0)
        number = sent_quote(alice, starts_on="2026-04-01").number
        assert (
            "What was to come on 2 April 2026"
            in as_user(alice).get(f"/quotes/{number}/accept").text
        )
        preview = accepts(api_as(alice), number)
        tell_all()

        assert preview["replaces"] == [{"plan": "Basic", "seats": 2, "starts_on": "2026-04-02"}]
        said = [letter for letter in mails() if "is withdrawn" in letter.subject]
        assert [(letter.recipient, letter.subject) for letter in said] == [
            (alice.email, "What was to come on 2 April 2026 for Ågrens Bageri AB is withdrawn")
        ]

    def test_of_a_plan_taken_while_waiting_for_a_contract_does_not_come_either(
        self, api_as, alice, clock
    ):
        number = sent_quote(alice, starts_on="2026-04-01").number
        accepts(api_as(alice), number)
        agreed(alice, extra_seats=3)
        changes(api_as(alice), 0)
        lives(clock, date(2026, 4, 1), date(2026, 4, 2))
        assert terms_on(alice).name == "Enterprise"


def allowed(person, feature="integration"):
    """Whether the company of a person may use a feature, and how often a month."""
    with tenant_scope(person.tenant_id):
        now_ = entitled(feature, today())
        return now_.allowed, now_.limit


class TestAnotherQuoteAcceptedAhead:
    def test_from_the_same_day_or_later_never_begins(self, api_as, alice, clock):
        staff, program = staff_member("Signe"), api_as(alice)
        for fee, starts_on, replaced in (
            ("20 000,00", "2026-05-01", []),
            ("25 000,00", "2026-04-01", ["2026-05-01"]),
        ):
            number = sent_quote(alice, by=staff, fee=fee, starts_on=starts_on).number
            preview = accepts(program, number)
            assert [each["starts_on"] for each in preview["replaces"]] == replaced
        lives(clock, date(2026, 4, 1), date(2026, 5, 1))
        assert terms_on(alice).fee.minor == 2_500_000

    def test_from_a_day_before_is_reckoned_with_and_begins(self, api_as, alice, clock):
        staff, program = staff_member("Signe"), api_as(alice)
        for fee, starts_on in (("20 000,00", "2026-04-01"), ("25 000,00", "2026-06-01")):
            number = sent_quote(alice, by=staff, fee=fee, starts_on=starts_on).number
            preview = accepts(program, number)
        lives(clock, date(2026, 4, 1))
        assert terms_on(alice).fee.minor == 2_000_000
        lives(clock, date(2026, 6, 1))
        assert terms_on(alice).fee.minor == 2_500_000
        # the quarter from April is invoiced with June at its own price, so July's is the first
        assert preview["first_invoice_on"] == "2026-07-01"
        lives(clock, date(2026, 7, 1))
        assert [day for day, _total in invoices(program)] == ["2026-07-01", "2026-04-01"]
        assert invoices(program)[0][1] == preview["first_invoice"]["total"]["minor"]


class TestWhatAnEarlierQuoteGranted:
    def test_ends_where_the_next_one_begins(self, api_as, alice, clock):
        staff = staff_member("Signe")
        first = sent_quote(alice, by=staff, starts_on="", features="integration = 500")
        accepts(api_as(alice), first.number)
        renewed = sent_quote(alice, by=staff, starts_on="2026-05-01", features="")
        accepts(api_as(alice), renewed.number)
        clock.set(date(2026, 4, 30))
        assert allowed(alice) == (True, 500)
        clock.set(date(2026, 5, 1))
        assert allowed(alice) == (True, None)  # as the plan has it

    def test_ahead_and_replaced_never_begins_and_stops_nobody(self, api_as, alice, clock):
        agreed(alice)
        staff = staff_member("Signe")
        ahead = sent_quote(alice, by=staff, starts_on="2026-05-01", features="integration = 500")
        accepts(api_as(alice), ahead.number)
        instead = sent_quote(alice, by=staff, starts_on="2026-04-01", features="integration = 9")
        accepts(api_as(alice), instead.number)
        lives(clock, date(2026, 4, 1), date(2026, 5, 1))
        assert allowed(alice) == (True, 9)

    def test_stays_where_our_staff_gave_it_and_the_quote_is_silent(self, api_as, alice):
        agreement = agreed(alice)
        staff = staff_member("Signe")
        with tenant_scope(alice.tenant_id):
            for feature in ("people_export", "integration"):
                grant(
                    agreement=agreement,
                    feature=feature,
                    said=Override(allowed=True, most=7),
                    starts_on=today(),
                    why="A present",
                    by=staff,
                    now=now(),
                )
            db.session.commit()
        number = sent_quote(alice, by=staff, starts_on="", features="integration = 9").number
        accepts(api_as(alice), number)
        assert allowed(alice) == (True, 9)
        assert allowed(alice, "people_export") == (True, 7)


class TestANotice:
    def test_of_a_plan_does_not_end_the_contract_accepted_before_it(self, api_as, alice, clock):
        number = sent_quote(alice, starts_on="2026-04-01").number
        accepts(api_as(alice), number)
        agreed(alice)
        assert api_as(alice).post(f"{PLAN}/notice").status_code == 201
        lives(clock, date(2026, 4, 1))

        with tenant_scope(alice.tenant_id):
            agreement = Agreement.holding_on(today())
            assert agreement.notice is None
            assert agreement.timeline().on(date(2027, 1, 1)).name == "Enterprise"

    def test_lets_a_quote_be_accepted_from_a_day_after_its_last(self, api_as, alice, clock):
        agreed(alice)
        notice = api_as(alice).post(f"{PLAN}/notice").json
        last_day = date.fromisoformat(notice["last_day"])
        staff, after = staff_member("Signe"), (last_day + ONE_DAY).isoformat()
        within = sent_quote(alice, by=staff, starts_on=last_day.isoformat()).number
        refused = api_as(alice).post(f"{QUOTES}/{within}/preview")
        assert refused.json["type"] == "/problems/leaving-already"
        number = sent_quote(alice, by=staff, starts_on=after).number
        accepts(api_as(alice), number)
        with tenant_scope(alice.tenant_id):
            assert Agreement.holding_on(today()).to_come == []
        lives(clock, last_day)
        assert terms_on(alice).name == "Basic"
        lives(clock, last_day + ONE_DAY)
        assert terms_on(alice).name == "Enterprise"
