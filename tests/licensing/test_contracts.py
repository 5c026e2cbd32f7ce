"""The register of agreements: what holds, what held, and each on paper."""

import io
from dataclasses import replace
from datetime import date

from pypdf import PdfReader

from saas.licensing.contracts.words import facts_of
from saas.licensing.plans.rules import MONTHLY, Cadence, Timing
from tests.licensing.making import BASIC, agreed, terms

CONTRACTS = "/api/v1/contracts"


class TestAnotherCompany:
    def test_sees_nothing_of_ours(self, as_user, api_as, alice, charlie):
        known = agreed(alice).public_id

        assert api_as(charlie).get(CONTRACTS).json == {"data": []}
        for path in (f"/contracts/{known}", f"/contracts/{known}.pdf"):
            assert as_user(charlie).get(path).status_code == 404
        assert api_as(charlie).get(f"{CONTRACTS}/{known}").status_code == 404


class TestTheRegister:
    def test_is_empty_on_free(self, as_user, alice):
        assert "No agreements yet" in as_user(alice).get("/contracts").text

    def test_members_see_no_prices(self, as_user, api_as, alice, bob):
        known = agreed(alice).public_id
        assert as_user(bob).get("/contracts").status_code == 403
        assert as_user(bob).get(f"/contracts/{known}.pdf").status_code == 403
        assert api_as(bob).get(CONTRACTS).status_code == 403

    def test_has_every_version_of_the_terms(self, as_user, api_as, alice, clock):
        known = agreed(alice).public_id
        clock.set(date(2026, 3, 10))
        agreed(alice, extra_seats=2)

        [contract] = api_as(alice).get(CONTRACTS).json["data"]
        assert [(v["starts_on"], v["until"], v["extra_seats"]) for v in contract["versions"]] == [
            ("2026-03-10", None, 2),
            ("2026-03-02", "2026-03-10", 0),
        ]
        assert contract["versions"][0]["notice"] == "3 months from the day your notice reaches us"
        page = as_user(alice).get(f"/contracts/{known}").text
        assert "2 March 2026 to 9 March 2026" in page
        assert "From 10 March 2026" in page
        assert page.count("SEK\xa0249.00") == 2

    def test_keeps_what_is_over(self, api_as, as_user, alice, clock):
        agreed(alice)
        api_as(alice).post("/api/v1/plan/notice")
        [leaving] = api_as(alice).get(CONTRACTS).json["data"]
        assert (leaving["holds"], leaving["last_day"]) == (True, "2026-06-02")
        clock.set(date(2026, 6, 2))
        clock.live_to(date(2026, 6, 4))

        [over] = api_as(alice).get(CONTRACTS).json["data"]
        assert (over["holds"], over["last_day"]) == (False, "2026-06-02")
        page = as_user(alice).get(f"/contracts/{over['id']}").text
        assert "This agreement is over. Its last day was 2 June 2026." in page


class TestOnPaper:
    def test_says_what_was_agreed(self, as_user, alice):
        known = agreed(alice, extra_seats=1).public_id
        answer = as_user(alice).get(f"/contracts/{known}.pdf")
        words = PdfReader(io.BytesIO(answer.data)).pages[0].extract_text().replace("\xa0", " ")

        assert answer.mimetype == "application/pdf"
        for said in (
            "First day 2 March 2026",
            "SEK 249.00",
            "3, of which 1 extra",
            "Every month, in advance",
        ):
            assert said in words, said

    def test_the_same_terms_give_the_same_bytes_on_any_day(self, as_user, alice, clock):
        known = agreed(alice).public_id
        first = as_user(alice).get(f"/contracts/{known}.pdf").data
        clock.set(date(2026, 9, 1))
        assert as_user(alice).get(f"/contracts/{known}.pdf").data == first
        agreed(alice, extra_seats=1)
        assert as_user(alice).get(f"/contracts/{known}.pdf").data != first


class TestTheWords:
    def test_are_there_for_every_cadence_we_sell(self):
        for months in (1, 3, 12):
            for timing in Timing:
                cadence = Cadence(months, timing)
                said = facts_of(_paid(cadence))
                assert all(str(value) for _, value in said)

    def test_say_how_long_it_binds(self):
        bound = _paid(MONTHLY, bound_until=date(2027, 3, 1), renews_months=12)
        said = {str(term): str(value) for term, value in facts_of(bound)}
        assert said["Binding term"] == "Until 2027-03-01, then renewed by 12 months at a time"
        assert said["Periods"] == "The first one is 2026-03-02 to 2026-04-01"


def _paid(cadence, **more):
    return replace(terms(BASIC, starts_on=date(2026, 3, 2)), cadence=cadence, **more)
