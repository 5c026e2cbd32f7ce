"""An agreement goes over from the bakery to the smithy, when both say yes."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from saas.billing.ledger.actions import book
from saas.billing.ledger.rules import Account, paid
from saas.billing.proof.models import findings
from saas.dates import now, today
from saas.db import db
from saas.licensing.agreement.models import Agreement, current_terms
from saas.licensing.entitlements.actions import grant
from saas.licensing.entitlements.models import entitled
from saas.licensing.entitlements.rules import Override
from saas.licensing.seats.models import seats_at, seats_that_do_not_add_up
from saas.licensing.termination.actions import give_notice
from saas.licensing.transfer.carrying_out import carry_out
from saas.licensing.transfer.models import Transfer
from saas.licensing.transfer.rules import Lapse, TransferExists, last_day_to_accept
from saas.money import Money
from saas.scope import OPERATOR, all_tenants, tenant_scope
from saas.tenants.company.models import our_company
from saas.tenants.people.models import Person
from tests import factories
from tests.licensing.making import PREMIUM, agreed
from tests.licensing.transferring import (
    PEKING,
    TO_SMITHY,
    TRANSFERS,
    confirmed,
    offered,
    taken,
)


@pytest.fixture
def dora(database):
    """Somebody at a third company, who has no part in it."""
    person = factories.person(
        of=factories.company(name="Doras Deg AB", org_number=PEKING), name="Dora"
    )
    assert person.email
    db.session.expunge(person)
    return person


def accepts(program, public_id):
    """Preview and accept, as a program does; (the preview, the answer)."""
    preview = program.post(f"{TRANSFERS}/{public_id}/preview")
    assert preview.status_code == 200, preview.text
    sent = {"token": preview.json["token"], "accepted": True}
    return preview.json, program.post(f"{TRANSFERS}/{public_id}/accept", sent)


class TestAStranger:
    def test_sees_and_answers_nothing(self, as_user, api_as, alice, charlie, dora):
        agreed(alice)
        known = offered(alice).public_id

        for path in (f"/transfers/{known}", f"/transfers/{known}/accept"):
            assert as_user(dora).get(path).status_code == 404
        for deed in ("preview", "accept", "withdraw"):
            sent = {"token": "x", "accepted": True} if deed == "accept" else {}
            answer = api_as(dora).post(f"{TRANSFERS}/{known}/{deed}", sent)
            assert answer.status_code == 404, deed
        assert api_as(dora).get(TRANSFERS).json == {"data": []}
        assert [t["role"] for t in api_as(alice).get(TRANSFERS).json["data"]] == ["giver"]
        assert [t["role"] for t in api_as(charlie).get(TRANSFERS).json["data"]] == ["taker"]

    def test_is_not_told_whether_a_number_is_registered(self, api_as, alice, smithy):
        """The answer to the giver has the same words for a number that is here and one not."""
        agreed(alice)
        here = api_as(alice).post(TRANSFERS, TO_SMITHY)
        api_as(alice).post(f"{TRANSFERS}/{here.json['id']}/withdraw")
        away = api_as(alice).post(TRANSFERS, {**TO_SMITHY, "org_number": PEKING})

        assert (here.status_code, away.status_code) == (201, 201)
        told = [{**a.json, "id": "", "to_number": "", "offered_at": ""} for a in (here, away)]
        assert told[0] == told[1]

    def test_learns_from_the_link_only_what_the_giver_said(
        self, visitor, as_user, alice, charlie, dora, mails, tell_all
    ):
        agreed(alice)
        offered(alice)
        tell_all()
        token = _token(mails())

        page = visitor.get(f"/transfers/offer/{token}").text
        assert "Ågrens Bageri AB wants your company, 556703-7485, to take over" in page
        assert "Nordströms" not in page
        assert as_user(dora).get(f"/transfers/offer/{token}").status_code == 200
        assert as_user(charlie).get(f"/transfers/offer/{token}").status_code == 302
        assert visitor.get("/transfers/offer/none").status_code == 404


class TestOffering:
    def test_shows_what_goes_what_stays_and_the_last_invoice_first(self, as_user, alice, tell_all):
        agreed(alice)
        tell_all()
        browser = as_user(alice)
        check = browser.post("/transfers/start", {**TO_SMITHY, "country": "SE"}).text

        # Basic 249.00 a month from 2 March; 10 days kept: 249 - 249 * 10 / 31 = 168.68
        for said in ("168.68", "The people of each company", "SEK\xa05,000.00", "556703-7485"):
            assert said in check, said
        assert browser.get("/transfers").text.count("556703-7485") == 0
        done = browser.post("/transfers/check", confirmed(check))
        assert done.status_code == 302
        assert (
            "The offer is mailed to vd@smithy.example" in browser.get(done.headers["Location"]).text
        )

    def test_is_for_those_who_may_change_plan(self, as_user, api_as, alice, bob):
        agreed(alice)
        assert as_user(bob).get("/transfers/start").status_code == 403
        assert api_as(bob).post(TRANSFERS, TO_SMITHY).status_code == 403

    @pytest.mark.parametrize(
        ("wrong", "code"),
        [
            ({"effective_on": "2026-03-02"}, "day-does-not-fit"),
            ({"effective_on": "2027-03-03"}, "day-does-not-fit"),
            ({"org_number": factories.BAKERY}, "own-number"),
            ({"org_number": "5567037486"}, "org-number-mistyped"),
        ],
    )
    def test_says_what_does_not_fit(self, api_as, alice, wrong, code):
        agreed(alice)
        answer = api_as(alice).post(TRANSFERS, {**TO_SMITHY, **wrong})
        assert answer.json["type"] == f"/problems/{code}"

    def test_needs_an_agreement_that_stands_still(self, api_as, alice):
        nothing = api_as(alice).post(TRANSFERS, TO_SMITHY)
        assert nothing.json["type"] == "/problems/nothing-to-transfer"
        agreed(alice)
        api_as(alice).post("/api/v1/plan/notice")
        leaving = api_as(alice).post(TRANSFERS, TO_SMITHY)
        assert leaving.json["type"] == "/problems/agreement-in-motion"

    @pytest.mark.parametrize("currency", ["SEK", "EUR"])
    def test_is_refused_while_there_is_money_to_its_credit(self, api_as, alice, tell_all, currency):
        _credit(alice, tell_all, currency=currency)
        answer = api_as(alice).post(TRANSFERS, TO_SMITHY)
        assert answer.json["type"] == "/problems/credit-not-settled"

    def test_one_offer_of_an_agreement_stands(self, api_as, alice):
        agreed(alice)
        first = api_as(alice).post(TRANSFERS, TO_SMITHY).json
        again = api_as(alice).post(TRANSFERS, TO_SMITHY)
        assert again.json["type"] == f"/problems/{TransferExists.code}"
        api_as(alice).post(f"{TRANSFERS}/{first['id']}/withdraw")
        assert api_as(alice).post(TRANSFERS, TO_SMITHY).status_code == 201

    def test_is_not_a_way_to_send_mail_all_day(self, api_as, alice):
        agreed(alice)
        for _ in range(5):
            sent = api_as(alice).post(TRANSFERS, TO_SMITHY).json
            api_as(alice).post(f"{TRANSFERS}/{sent['id']}/withdraw")
        answer = api_as(alice).post(TRANSFERS, TO_SMITHY)
        assert answer.json["type"] == "/problems/too-many-transfers"


class TestTaking:
    def test_shows_the_first_invoice_the_fee_and_the_year(self, as_user, api_as, alice, charlie):
        agreed(alice, extra_seats=1)
        known = offered(alice).public_id
        preview = api_as(charlie).post(f"{TRANSFERS}/{known}/preview").json

        # 21 of 31 days: 249.00 -> 168.68, one seat 49.00 -> 33.19
        assert [line["net"]["minor"] for line in preview["lines"]] == [16_868, 3_319]
        assert preview["fee"]["net"]["minor"] == 500_000
        assert preview["fee_invoiced_on"] == "2026-04-01"
        assert preview["yearly"]["net"]["minor"] == 12 * (24_900 + 4_900)
        page = as_user(charlie).get(f"/transfers/{known}/accept").text
        for said in ("168.68", "33.19", "SEK\xa05,000.00", "SEK\xa06,250.00"):
            assert said in page, said

    def test_is_the_takers_alone(self, api_as, alice, charlie, smithy):
        agreed(alice)
        known = offered(alice).public_id
        giver = api_as(alice).post(f"{TRANSFERS}/{known}/preview")
        assert (giver.status_code, giver.json["type"]) == (403, "/problems/only-the-taker")
        cleo = factories.person(of=smithy, name="Cleo", role="member")
        member = api_as(cleo).post(f"{TRANSFERS}/{known}/preview")
        assert (member.status_code, member.json["type"]) == (403, "/problems/not-allowed")

    def test_takes_the_reference_over_or_another(self, api_as, as_user, alice, charlie):
        agreed(alice)
        details = {"street": "Storgatan 1", "postcode": "111 22", "city": "Stockholm",
                   "invoice_email": "faktura@bageriet.example", "reference": "PO 17"}  # fmt: skip
        assert api_as(alice).put("/api/v1/company/invoice-details", details).status_code == 200
        known = offered(alice).public_id
        assert 'value="PO 17"' in as_user(charlie).get(f"/transfers/{known}/accept").text
        token = api_as(charlie).post(f"{TRANSFERS}/{known}/preview").json["token"]
        sent = {"token": token, "accepted": True, "reference": "PO 18"}
        assert api_as(charlie).post(f"{TRANSFERS}/{known}/accept", sent).status_code == 201
        assert api_as(charlie).get("/api/v1/company").json["reference"] == "PO 18"

    def test_needs_the_tick(self, api_as, alice, charlie):
        agreed(alice)
        known = offered(alice).public_id
        token = api_as(charlie).post(f"{TRANSFERS}/{known}/preview").json["token"]
        answer = api_as(charlie).post(f"{TRANSFERS}/{known}/accept", {"token": token})
        assert answer.json["type"] == "/problems/consent-missing"

    def test_a_plan_that_is_over_by_then_is_in_nobodys_way(self, api_as, alice, charlie, clock):
        agreed(alice)
        agreed(charlie)
        last_day = api_as(charlie).post("/api/v1/plan/notice").json["last_day"]
        over = date.fromisoformat(last_day)
        clock.set(over - timedelta(days=9))
        after = offered(alice, effective_on=over + timedelta(days=1))
        held = taken(after, charlie)
        clock.set(over)
        clock.live_to(over + timedelta(days=1))
        with tenant_scope(charlie.tenant_id):
            [own, ours] = db.session.scalars(select(Agreement).order_by(Agreement.id))
            assert own.terms[-1].until == ours.started_on == held.starts_on

    def test_a_company_with_a_plan_has_one_already(self, api_as, as_user, alice, charlie):
        agreed(alice)
        agreed(charlie)
        known = offered(alice).public_id
        answer = api_as(charlie).post(f"{TRANSFERS}/{known}/preview")
        assert answer.json["type"] == "/problems/taker-has-plan"
        assert "has a plan of its own" in as_user(charlie).get(f"/transfers/{known}/accept").text

    def test_only_until_its_last_day(self, api_as, alice, charlie, clock, mails):
        agreed(alice)
        known = offered(alice, effective_on=date(2026, 6, 1)).public_id
        clock.set(date(2026, 4, 1))
        assert api_as(charlie).post(f"{TRANSFERS}/{known}/preview").status_code == 200
        clock.live_to(date(2026, 4, 2))
        late = api_as(charlie).post(f"{TRANSFERS}/{known}/preview")
        assert late.json["type"] == "/problems/transfer-over"
        assert api_as(alice).get(f"{TRANSFERS}/{known}").json["lapsed_because"] == "unanswered"
        told = {m.recipient for m in mails() if "did not take place" in m.subject}
        assert told == {alice.email, charlie.email}

    def test_a_late_one_is_told_of_when_the_agreement_is_offered_anew(
        self, alice, charlie, clock, mails, tell_all
    ):
        """Before the calendar has come to it, as when it stood still."""
        agreed(alice)
        late = offered(alice, effective_on=date(2026, 6, 1))
        clock.set(date(2026, 4, 2))
        anew = offered(alice, effective_on=date(2026, 6, 1))
        tell_all()

        with tenant_scope(OPERATOR):
            assert Transfer.find(late.id).lapsed_because is Lapse.UNANSWERED
            assert Transfer.find(anew.id).lapsed_because is None
        told = {m.recipient for m in mails() if "did not take place" in m.subject}
        assert told == {alice.email, charlie.email}


class TestTheDay:
    @pytest.fixture
    def gone_over(self, alice, bob, charlie, clock, tell_all):
        """Basic with one extra seat, from the bakery to the smithy on 12 March."""
        agreed(alice, extra_seats=1)
        with tenant_scope(alice.tenant_id):
            grant(
                agreement=Agreement.holding_on(today()),
                feature="integration",
                said=Override(allowed=True, most=9),
                starts_on=today(),
                why="a favour",
                by=Person.find(alice.id),
                now=now(),
            )
            db.session.commit()
        tell_all()
        transfer = offered(alice)
        taken(transfer, charlie)
        tell_all()
        clock.live_over(date(2026, 3, 11), date(2026, 3, 12))
        return transfer

    def test_the_taker_has_the_same_terms(self, gone_over, api_as, alice, charlie):
        with tenant_scope(charlie.tenant_id):
            terms = current_terms(today())
            assert (terms.name, terms.seats) == ("Basic", 3)
            assert (terms.starts_on, terms.anchor) == (date(2026, 3, 12), date(2026, 3, 2))
            assert seats_at(now()).entitled == 3
            assert entitled("integration", today()).limit == 9
        plan = api_as(alice).get("/api/v1/plan").json
        assert (plan["name"], plan["seats"]["entitled"]) == ("Free", 1)

    def test_the_giver_is_on_free_with_the_newest_looking_only(self, gone_over, alice, bob):
        with tenant_scope(alice.tenant_id):
            looking = {p.name: p.read_only_since is not None for p in Person.active()}
        assert looking == {"Alice": False, "Bob": True}
        with all_tenants(because="a test proves every seat"):
            assert seats_that_do_not_add_up() == []

    def test_what_both_pay_for_the_period_is_its_whole_price(self, gone_over, api_as, alice,
                                                             charlie, tell_all):  # fmt: skip
        tell_all()
        nets = []
        for person in (alice, charlie):
            program = api_as(person)
            for each in program.get("/api/v1/invoices").json["data"]:
                lines = program.get(f"/api/v1/invoices/{each['number']}").json["lines"]
                nets += [line["net"]["minor"] for line in lines]
        # 249.00 + 49.00 charged, -168.68 - 33.19 credited, 168.68 + 33.19 charged
        assert sum(nets) == 24_900 + 4_900
        assert findings() == []

    def test_the_fee_is_the_takers(self, gone_over, api_as, alice, charlie, clock):
        clock.live_over(date(2026, 4, 1), date(2026, 4, 2))
        invoices = api_as(charlie).get("/api/v1/invoices").json["data"]
        texts = [
            (line["net"]["minor"], line["title"])
            for each in invoices
            for line in api_as(charlie).get(f"/api/v1/invoices/{each['number']}").json["lines"]
            if line["net"]["minor"] == 500_000
        ]
        assert len(texts) == 1
        assert "Ågrens Bageri AB" in texts[0][1]

    def test_both_are_told(self, gone_over, alice, charlie, mails):
        for person in (alice, charlie):
            mine = [m.subject for m in mails() if m.recipient == person.email]
            assert any("has gone over" in subject for subject in mine)
            assert any("is agreed" in subject for subject in mine)

    def test_the_register_of_both_says_so(self, gone_over, api_as, alice, charlie):
        [ours] = api_as(alice).get("/api/v1/contracts").json["data"]
        [theirs] = api_as(charlie).get("/api/v1/contracts").json["data"]
        assert (ours["holds"], ours["last_day"]) == (False, "2026-03-11")
        assert (theirs["holds"], theirs["started_on"]) == (True, "2026-03-12")


class TestChangingOnesMind:
    @pytest.mark.parametrize("who", ["giver", "taker"])
    def test_either_may_until_the_day(self, api_as, alice, charlie, clock, mails, who):
        agreed(alice)
        known = taken(offered(alice), charlie).public_id
        clock.set(date(2026, 3, 11))
        program = api_as(alice if who == "giver" else charlie)
        assert program.post(f"{TRANSFERS}/{known}/withdraw").json["state"] == "withdrawn"
        clock.live_to(date(2026, 3, 13))

        assert api_as(alice).get("/api/v1/plan").json["name"] == "Basic"
        assert api_as(charlie).get("/api/v1/plan").json["name"] == "Free"
        again = program.post(f"{TRANSFERS}/{known}/withdraw")
        assert again.json["type"] == "/problems/transfer-over"
        told = {m.recipient for m in mails() if "is withdrawn" in m.subject}
        assert told == {alice.email, charlie.email}


class TestLapsing:
    def lived(self, transfer, clock):
        clock.live_over(date(2026, 3, 11), date(2026, 3, 12), date(2026, 3, 13))
        with tenant_scope(OPERATOR):
            return Transfer.find(transfer.id).lapsed_because.value

    def test_when_the_agreement_has_changed_meanwhile(self, api_as, alice, charlie, clock):
        agreed(alice)
        transfer = taken(offered(alice), charlie)
        agreed(alice, extra_seats=3)
        assert self.lived(transfer, clock) == "terms changed"
        assert api_as(alice).get("/api/v1/plan").json["seats"]["entitled"] == 5

    def test_when_notice_has_been_given_meanwhile(self, alice, charlie, clock):
        agreed(alice)
        transfer = taken(offered(alice), charlie)
        with tenant_scope(alice.tenant_id):
            give_notice(by=Person.find(alice.id), now=now())
            db.session.commit()
        assert self.lived(transfer, clock) == "terms changed"

    def test_when_the_taker_has_got_a_plan_meanwhile(self, alice, charlie, clock):
        agreed(alice)
        transfer = taken(offered(alice), charlie)
        agreed(charlie, edition=PREMIUM)
        assert self.lived(transfer, clock) == "taker has plan"

    def test_when_the_taker_has_ceased_meanwhile(self, alice, charlie, clock, mails):
        agreed(alice)
        transfer = taken(offered(alice), charlie)
        with tenant_scope(charlie.tenant_id):
            our_company().ceased_on = date(2026, 3, 10)
            db.session.commit()
        assert self.lived(transfer, clock) == "taker ceased"
        (told,) = (m for m in mails() if m.recipient == alice.email and "take place" in m.subject)
        assert "has ceased." in told.body

    def test_told_twice_it_happens_once(self, app, alice, charlie, clock, tell_all):
        agreed(alice)
        transfer = taken(offered(alice), charlie)
        clock.live_over(date(2026, 3, 11), date(2026, 3, 12))
        carry_out(transfer_id=transfer.id, fee_called="x", now=now())
        db.session.commit()
        with tenant_scope(charlie.tenant_id):
            assert len(list(db.session.scalars(db.select(Agreement)))) == 1


class TestANewcomer:
    def test_finds_the_offer_that_waited(self, alice, clock, mails, tell_all):
        agreed(alice)
        transfer = offered(alice)
        late = factories.person(
            of=factories.company(name="Nordströms Smide AB", org_number=factories.SMITHY),
            name="Nils",
        )
        with tenant_scope(late.tenant_id):
            seen = [each.public_id for each in Transfer.of(our_company())]
        assert seen == [transfer.public_id]


class TestTheLastDayToAccept:
    @pytest.mark.parametrize(
        ("effective_on", "last"),
        [(date(2026, 3, 3), date(2026, 3, 2)), (date(2026, 9, 1), date(2026, 4, 1))],
    )
    def test_is_thirty_days_on_and_before_the_day(self, effective_on, last):
        offered_on = date(2026, 3, 2)
        found = last_day_to_accept(offered_on=offered_on, effective_on=effective_on)
        assert found == last
        assert found - offered_on <= timedelta(days=30)


def _token(letters):
    body = next(m.body for m in letters if "/transfers/offer/" in m.body)
    return body.split("/transfers/offer/")[1].split()[0]


def _credit(alice, tell_all, *, currency="SEK"):
    """Credit on the bakery's account, as a payment that found its invoice credited leaves."""
    agreed(alice)
    tell_all()
    with tenant_scope(alice.tenant_id):
        book(
            paid("x", amount=Money(10_000, currency), to=Account.BANK, open_amounts={}), on=today()
        )
        db.session.commit()
