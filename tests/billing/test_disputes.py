"""Disputing an invoice: what is held, what everybody does by it, deciding, and what follows."""

import threading
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from saas.billing.credit_notes.actions import Because, credit_invoice
from saas.billing.dispute_desk.actions import decline_dispute, uphold_dispute
from saas.billing.disputes.actions import dispute_invoice, withdraw_dispute
from saas.billing.disputes.models import Dispute, disputes_of
from saas.billing.disputes.rules import DisputedAlready
from saas.billing.hand_written.actions import write_invoice
from saas.billing.hand_written.rules import WrittenLine
from saas.billing.invoices.models import Invoice
from saas.billing.ledger.actions import book, book_payment
from saas.billing.ledger.rules import Account, Entry, EntryKind, Posting
from saas.billing.open_claims.models import left_of
from saas.billing.proof.models import findings
from saas.billing.snapshot.rules import fingerprint
from saas.billing.totals.rules import CreditReason
from saas.dates import now
from saas.db import db
from saas.errors import NotAllowed, Refusal
from saas.licensing.vat.rules import Rate
from saas.money import Money
from saas.scope import current_tenant_id, tenant_scope
from tests import factories
from tests.billing import making
from tests.billing.test_credit_pages import hidden
from tests.helpcenter.making import staff_member

TODAY = date(2026, 3, 2)
ONE = 373_75
PATH = "/invoices/{}/dispute"
API = "/api/v1/invoices/{}/dispute"
DESK = "/api/v1/staff/disputes"
WHY = {"reason": "We agreed on 199 a month."}
NO = {"outcome": "declined", "says": "It is what you signed."}
YES = {"outcome": "upheld", "says": "You are right, sorry."}
TYPED = {"outcome": "upheld", "says": "Yes.", "line_1": "80,00", "reason": "price_wrong"}
STALE = (409, "/problems/preview-outdated")
MONTH = timedelta(days=30)
HELP = WrittenLine(text="Help", quantity=1, unit_price=Money(299_00), rate=Rate.STANDARD, day=TODAY)


@pytest.fixture
def sven(database):
    return staff_member()


@pytest.fixture
def january(invoices):
    """The number of January's invoice, which is overdue."""
    return invoices[0]


@pytest.fixture
def disputes(api_as, alice):
    """Alice disputes an invoice; the id of the dispute."""

    def dispute(number, **said):
        answer = api_as(alice).post(API.format(number), json=WHY | said)
        assert answer.status_code == 201, answer.text
        return answer.json["id"]

    return dispute


@pytest.fixture
def whole(disputes, january):
    """All of January's invoice is disputed: the id."""
    return disputes(january)


@pytest.fixture
def part(disputes, january):
    """A hundred kronor of January's invoice are disputed: the id."""
    return disputes(january, amount_minor=100_00)


@pytest.fixture
def of_ours(alice):
    """What a question asks, in the bakery's scope, with nothing left of the session before."""
    ours = alice.tenant_id

    def asked(question):
        db.session.expunge_all()
        with tenant_scope(ours):
            found = question()
            db.session.commit()
            return found

    return asked


@pytest.fixture
def claim(of_ours):
    """What is open and held of an invoice, in minor units."""

    def read(number):
        left = of_ours(lambda: left_of(Invoice.numbered(number).id, due_on=TODAY))
        return left.minor, left.disputed_minor

    return read


@pytest.fixture
def pays(of_ours):
    """So much of an invoice is paid to the bank."""

    def pay(number, minor, name="b1"):
        def booked():
            invoice = Invoice.numbered(number)
            amount = Money(minor)
            parts = {invoice.id: amount}
            book_payment(name, amount=amount, allocations=parts, on=TODAY, to=Account.BANK)

        of_ours(booked)

    return pay


@pytest.fixture
def letters(tell_all, mails):
    """What has been written by the time everything has been told."""

    def told():
        tell_all()
        return mails()

    return told


def decides(program, dispute, said):
    """Decides, what a customer who is right gets as a preview showed it."""
    if said.get("outcome") == "upheld":
        shown = previews(program, dispute, said)
        if shown.status_code != 200:
            return shown
        said = said | {"token": shown.json["token"]}
    return program.post(f"{DESK}/{dispute}/decision", json=said)


def previews(program, dispute, said):
    rest = {name: value for name, value in said.items() if name != "outcome"}
    return program.post(f"{DESK}/{dispute}/decision/preview", json=rest)


def standing(program, number):
    rows = program.get("/api/v1/invoices").json["data"]
    return next((row["standing"], row["due_on"]) for row in rows if row["number"] == number)


class TestCharlie:
    def test_neither_sees_nor_disputes_nor_withdraws_ours(
        self, api_as, as_user, charlie, january, whole, claim
    ):
        program, browser = api_as(charlie), as_user(charlie)

        assert program.get(API.format(january)).status_code == 404
        assert program.post(API.format(january), json=WHY).status_code == 404
        assert program.post(f"{API.format(january)}/withdrawal", json={}).status_code == 404
        assert browser.get(PATH.format(january)).status_code == 404
        assert browser.post(PATH.format(january), WHY).status_code == 404
        assert browser.post(f"{PATH.format(january)}/withdraw", {}).status_code == 404
        assert claim(january) == (ONE, ONE)

    def test_decides_nothing_not_even_by_the_action(self, api_as, alice, charlie, whole):
        for program in (api_as(charlie), api_as(alice)):
            assert decides(program, whole, NO).status_code == 404
            assert program.get(DESK).status_code == 404
        with tenant_scope(alice.tenant_id):
            dispute = Dispute.known_as(whole)
            with pytest.raises(NotAllowed):
                decline_dispute(by=alice, dispute=dispute, says="x", days_to_pay=MONTH, now=now())
            with pytest.raises(NotAllowed):
                uphold_dispute(
                    by=alice, dispute=dispute, says="x", amounts=None,
                    reason=CreditReason.GOODWILL, now=now(),
                )  # fmt: skip
        db.session.rollback()

    def test_is_held_to_his_own_by_the_wall(self, charlie, whole):
        with tenant_scope(charlie.tenant_id):
            assert db.session.scalars(db.select(Dispute)).all() == []
        db.session.rollback()


class TestWhoMay:
    def test_bob_may_neither_see_nor_dispute(self, api_as, bob, january):
        assert api_as(bob).get(API.format(january)).status_code == 403
        assert api_as(bob).post(API.format(january), json=WHY).status_code == 403

    def test_an_auditor_sees_and_is_not_asked(self, as_user, api_as, bakery, january, whole):
        axel = factories.person(of=bakery, name="Axel", role="auditor")

        page = as_user(axel).get(PATH.format(january)).text

        assert f"<h1>Dispute invoice {january}</h1>" in page
        assert "We agreed on 199 a month." in page
        assert "Withdraw the dispute" not in page
        assert "Dispute the invoice</a>" not in as_user(axel).get(f"/invoices/{january}").text
        assert api_as(axel).post(API.format(january), json=WHY).status_code == 403

    def test_who_only_looks_may_not(self, api_as, bakery, january):
        berit = factories.person(of=bakery, name="Berit", role="billing")
        with tenant_scope(bakery.id):
            db.session.merge(berit).read_only_since = now()
            db.session.commit()

        assert api_as(berit).post(API.format(january), json=WHY).status_code == 403

    def test_a_billing_person_may(self, api_as, bakery, january):
        berit = factories.person(of=bakery, name="Berit", role="billing")

        assert api_as(berit).post(API.format(january), json=WHY).status_code == 201


class TestDisputing:
    def test_holds_it_and_is_shown_and_told(
        self, as_user, api_as, alice, january, whole, claim, letters
    ):
        page = as_user(alice).get(f"/invoices/{january}").text.replace("\u00a0", " ")
        told = api_as(alice).get(f"/api/v1/invoices/{january}").json

        assert claim(january) == (ONE, ONE)
        assert "SEK 373.75 is disputed" in page
        assert "Alice disputed SEK 373.75: We agreed on 199 a month." in page
        assert "How to pay" not in page
        assert told["invoice"]["standing"] == "disputed"
        assert told["disputed"]["minor"] == ONE
        [letter] = [m for m in letters() if "dispute" in m.subject]
        assert letter.recipient.startswith("alice@")
        assert "SEK 373.75" in letter.body.replace("\u00a0", " ")
        assert "The rest" not in letter.body

    def test_of_a_part_leaves_the_rest_to_be_paid(
        self, as_user, api_as, alice, january, part, claim, letters
    ):
        page = as_user(alice).get(f"/invoices/{january}").text.replace("\u00a0", " ")

        assert claim(january) == (ONE, 100_00)
        assert "SEK 100.00 is disputed" in page
        assert "The rest, SEK 273.75, is to be paid by 31 January 2026." in page
        assert "Pay SEK 273.75" in page
        assert standing(api_as(alice), january)[0] == "overdue"
        assert any("The rest, SEK 273.75" in m.body.replace("\u00a0", " ") for m in letters())

    def test_on_the_page_is_of_a_line_as_people_type(self, as_user, api_as, alice, january):
        browser = as_user(alice)
        page = browser.get(PATH.format(january)).text
        assert "Line 1: " in page
        assert "/contracts/agr_" in page

        form = WHY | {"line": "1", "amount": "50,5"}
        assert browser.post(PATH.format(january), form).status_code == 422
        form = WHY | {"line": "1", "amount": "50,50"}
        assert browser.post(PATH.format(january), form).status_code == 302

        [known] = api_as(alice).get(API.format(january)).json["data"]
        assert (known["line"], known["amount"]["minor"]) == (1, 50_50)
        assert "Waiting for our answer" in browser.get(PATH.format(january)).text
        assert "of line 1: We agreed on 199" in browser.get(f"/invoices/{january}").text

    @pytest.mark.parametrize(
        ("issued_on", "words"), [(date(2026, 1, 30), "Was due"), (date(2026, 1, 31), "Due")]
    )
    def test_tells_a_day_gone_by_from_one_to_come(self, as_user, alice, issued_on, words):
        """On the due day itself there is still time."""
        invoice = making.invoice(by=alice, today=issued_on)

        page = as_user(alice).get(PATH.format(invoice.number)).text

        assert (invoice.due_on < TODAY) is (words == "Was due")
        assert f"<dt>{words}</dt>" in page

    def test_says_what_can_be_disputed_to_programs(self, api_as, alice, january, of_ours):
        told = api_as(alice).get(API.format(january)).json

        assert (told["left"]["minor"], told["held"]["minor"]) == (ONE, 0)
        [line] = told["lines"]
        assert (line["position"], line["most"]["minor"]) == (1, ONE)
        assert told["agreement"].startswith("agr_")

    @pytest.mark.parametrize(
        ("said", "kind"),
        [
            ({"amount_minor": ONE + 1}, "dispute-too-large"),
            ({"amount_minor": 0}, "dispute-too-large"),
            ({"line": 9}, "nothing-on-that-line"),
        ],
    )
    def test_is_of_no_more_than_is_left(self, api_as, alice, january, said, kind):
        answer = api_as(alice).post(API.format(january), json=WHY | said)

        assert answer.json["type"] == f"/problems/{kind}"

    @pytest.mark.parametrize("said", [{}, {"reason": " "}, {"reason": "x", "line": 0}])
    def test_needs_a_reason_and_a_line_there_can_be(self, api_as, alice, january, said):
        assert api_as(alice).post(API.format(january), json=said).status_code == 422

    def test_is_once_at_a_time(self, api_as, alice, january, whole):
        again = api_as(alice).post(API.format(january), json=WHY)

        assert again.json["type"] == "/problems/disputed-already"
        assert api_as(alice).get(API.format(january)).json["lines"] == []

    def test_is_once_at_the_same_moment_too(self, app, alice, january, claim):
        told, gate = [], threading.Barrier(2)

        def dispute(minor):
            with app.app_context(), tenant_scope(alice.tenant_id):
                by = db.session.merge(alice)
                gate.wait()
                try:
                    dispute_invoice(
                        by=by, number=january, line=None, amount=Money(minor), reason="Now.",
                        now=now(),
                    )  # fmt: skip
                    db.session.commit()
                    told.append("held")
                except DisputedAlready:
                    told.append("refused")
                db.session.remove()

        threads = [threading.Thread(target=dispute, args=[minor]) for minor in (100, 200)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()

        assert sorted(told) == ["held", "refused"]
        assert claim(january)[1] in {100, 200}

    def test_the_database_holds_it_to_one_as_well(self, alice, january):
        with tenant_scope(alice.tenant_id):
            said = {
                "invoice_id": Invoice.numbered(january).id, "nth": 1, "line": None,
                "amount_minor": 1, "currency": "SEK", "reason": "x", "raised_at": now(),
                "raised_by_id": alice.id, "raised_by_name": "A",
            }  # fmt: skip
            db.session.add_all([Dispute(**said), Dispute(**said)])
            with pytest.raises(DBAPIError, match="one_dispute_of_an_invoice_is_open"):
                db.session.flush()
            db.session.rollback()

    def test_is_not_of_what_is_paid(self, api_as, as_user, alice, january, pays):
        pays(january, ONE)

        answer = api_as(alice).post(API.format(january), json=WHY)

        assert answer.json["type"] == "/problems/nothing-to-dispute"
        assert "There is nothing to dispute" in as_user(alice).get(PATH.format(january)).text

    def test_may_come_again_once_it_is_decided(self, api_as, alice, sven, january, whole, disputes):
        decides(api_as(sven), whole, NO)
        disputes(january, amount_minor=1_00)

        told = api_as(alice).get(API.format(january)).json
        assert [each["decision"] is None for each in told["data"]] == [False, True]
        assert told["held"]["minor"] == 1_00

    def test_is_kept_for_good(self, owner_engine, api_as, sven, whole):
        decides(api_as(sven), whole, NO)
        for change in ("disputes set amount_minor = 1", "dispute_decisions set says = 'x'"):
            with owner_engine.connect() as owner, pytest.raises(DBAPIError, match="never edited"):
                owner.execute(text(f"update {change}"))


class TestWhatIsHeldFollowsWhatIsOpen:
    def test_down_and_up_again(self, january, whole, pays, claim, of_ours):
        pays(january, 300_00)
        assert claim(january) == (73_75, 73_75)

        def taken_back():
            invoice = Invoice.numbered(january)
            amount = Money(300_00)
            back = (
                Posting(Account.BANK, -amount),
                Posting(Account.RECEIVABLE, amount, invoice.id),
            )
            book(Entry(EntryKind.REFUNDED, "b1", back), on=TODAY)

        of_ours(taken_back)
        assert claim(january) == (ONE, ONE)

    def test_to_nothing_and_back(self, january, part, pays, claim, of_ours):
        pays(january, ONE)
        assert claim(january) == (0, 0)

        def taken_back():
            invoice = Invoice.numbered(january)
            back = (
                Posting(Account.BANK, -invoice.total),
                Posting(Account.RECEIVABLE, invoice.total, invoice.id),
            )
            book(Entry(EntryKind.REFUNDED, "b1", back), on=TODAY)

        of_ours(taken_back)
        assert claim(january) == (ONE, 100_00)

    def test_when_something_is_credited(self, january, whole, claim, of_ours):
        because = Because(reason=CreditReason.GOODWILL, words="Sorry", by_name="Sven")
        of_ours(lambda: credit_invoice(january, because, amounts={1: Money(80_00)}, today=TODAY))

        assert claim(january) == (ONE - 100_00, ONE - 100_00)

    @settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        amount=st.integers(1, ONE),
        paid=st.lists(st.integers(1, 200_00), min_size=1, max_size=5),
    )
    def test_is_never_more_than_is_open(self, alice, bakery, amount, paid):
        """The least of what is disputed and what is open, whatever is paid and paid back."""
        with tenant_scope(bakery.id), db.session.begin_nested() as tried:
            invoice = write_invoice([HELP], by=alice, today=TODAY)
            dispute_invoice(
                by=alice, number=invoice.number, line=None, amount=Money(amount), reason="x",
                now=now(),
            )  # fmt: skip
            left = ONE
            for turn, minor in enumerate(paid):
                booked = left - ONE if turn % 2 else min(minor, left)
                if not booked:
                    continue
                postings = (
                    Posting(Account.BANK, Money(booked)),
                    Posting(Account.RECEIVABLE, Money(-booked), invoice.id),
                )
                book(Entry(EntryKind.PAID, f"{invoice.number}/{turn}", postings), on=TODAY)
                left -= booked
                found = left_of(invoice.id, due_on=TODAY)
                assert (found.minor, found.disputed_minor) == (left, min(amount, left))
            tried.rollback()


class TestWithoutTheTriggers:
    """What holds it is the database: with it asleep everybody would ask for the whole again."""

    @pytest.fixture
    def asleep(self, owner_engine):
        with owner_engine.begin() as owner:
            owner.execute(text("alter table disputes disable trigger user"))
        yield
        with owner_engine.begin() as owner:
            owner.execute(text("alter table disputes enable trigger user"))

    def test_nothing_is_held_and_the_proof_says_so(
        self, asleep, january, whole, claim, alice_pays, of_ours
    ):
        page = alice_pays.browser.get(f"/mass-payment?invoice={january}").text
        id_ = of_ours(lambda: Invoice.numbered(january).id)

        assert claim(january) == (ONE, 0)
        assert "disabled" not in page.partition(f'id="invoice-{january}"')[2].partition(">")[0]
        [finding] = findings()
        assert finding.startswith(f"Invoice {id_} of tenant")
        assert finding.endswith(f": 0 is held of {ONE} disputed.")


class TestEverybodyGoesByIt:
    def test_mass_payment_offers_nothing_of_what_is_wholly_disputed(
        self, january, whole, invoices, alice_pays
    ):
        card = alice_pays.saves_card()
        page = alice_pays.browser.get(f"/mass-payment?invoice={january}").text
        sent = alice_pays.browser.post("/mass-payment", {"invoice": january, "card": card})

        box = page.partition(f'id="invoice-{january}"')[2].partition(">")[0]
        assert "disabled" in box
        assert "Held until we have answered. Withdraw the dispute to pay it." in page
        assert PATH.format(january) in page
        assert sent.status_code == 409
        assert "Withdraw the dispute on the invoice" in sent.text
        alone = {"invoice": january, "card": card}
        assert alice_pays.browser.get("/mass-payment/check", query_string=alone).status_code == 302

    def test_a_program_pays_nothing_of_it_either(self, january, whole, api_as, alice, alice_pays):
        order = {"invoices": [january], "card": alice_pays.saves_card(), "total_minor": ONE}
        [first, *_] = api_as(alice).get("/api/v1/mass-payment").json["data"]

        answer = api_as(alice).post("/api/v1/mass-payment", json=order)

        assert (first["disputed_minor"], first["to_pay_minor"]) == (ONE, 0)
        assert answer.json["type"] == "/problems/invoice-disputed"
        assert alice_pays.payments == []

    def test_of_what_is_disputed_in_part_the_rest_is_paid(
        self, january, part, alice_pays, claim, tell_all, clock
    ):
        page = alice_pays.browser.get("/mass-payment").text
        box = page.partition(f'id="invoice-{january}"')[2].partition(">")[0]
        assert 'data-amount="27375"' in box
        assert "checked" not in box

        alice_pays.pays([january], alice_pays.saves_card())
        tell_all()

        assert alice_pays.payments == [("settled", 273_75)]
        assert claim(january) == (100_00, 100_00)

    def test_a_page_that_was_open_before_charges_no_more_than_it_shows(
        self, january, alice_pays, disputes
    ):
        form = alice_pays.checks([january], alice_pays.saves_card())
        disputes(january, amount_minor=100_00)

        answer = alice_pays.sends(form)

        assert answer.status_code == 409
        assert "The invoices now come to SEK 273.75" in answer.text.replace("\u00a0", " ")
        assert alice_pays.payments == []

    def test_withdrawn_it_can_be_paid_whole(self, january, whole, alice_pays, claim, tell_all):
        form = {"says": "We pay it after all."}
        path = f"{PATH.format(january)}/withdraw"
        assert alice_pays.browser.post(path, form).status_code == 302

        alice_pays.pays([january], alice_pays.saves_card())
        tell_all()

        assert claim(january) == (0, 0)
        page = alice_pays.browser.get(f"/invoices/{january}").text
        assert "Alice withdrew the dispute: We pay it after all." in page

    def test_a_payout_keeps_as_much_and_settles_none_of_it(
        self, api_as, alice, january, whole, of_ours, claim
    ):
        of_ours(lambda: book_payment("p9", amount=Money(9 * ONE), allocations={}, on=TODAY))

        told = api_as(alice).get("/api/v1/payouts/preview").json

        assert january not in [each["invoice"] for each in told["parts"]]
        assert told["kept"]["minor"] == ONE
        assert told["amount"]["minor"] == (9 - 3) * ONE
        order = {"account_kind": "bankgiro", "account_number": "5050-1055", "token": told["token"]}
        assert api_as(alice).post("/api/v1/payouts", json=order).status_code == 201
        assert claim(january) == (ONE, ONE)
        assert findings() == []

    def test_the_overview_and_the_head_of_the_list_do_not_ask_for_it(
        self, api_as, as_user, alice, january, invoices, disputes
    ):
        disputes(january)

        assert api_as(alice).get("/api/v1/overview").json["money"]["overdue_invoices"] == 0
        head = as_user(alice).get("/invoices").text.partition("Of which overdue")[2]
        assert "SEK 0.00" in head[:300].replace("\u00a0", " ")

    def test_no_address_is_put_right_at_once_meanwhile(self, api_as, alice, invoices, disputes):
        disputes(invoices[2])
        said = {"wrong": "address", "street": "Nygatan 2", "postcode": "11122", "city": "Lund"}

        sent = api_as(alice).post(f"/api/v1/invoices/{invoices[2]}/corrections", json=said)

        assert sent.json["state"] != "carried out"


class TestDeciding:
    def test_that_the_customer_is_right_credits_it_and_tells(
        self, api_as, as_user, alice, sven, january, whole, claim, letters
    ):
        answer = decides(api_as(sven), whole, YES)

        assert answer.status_code == 201, answer.text
        assert claim(january) == (0, 0)
        [known] = api_as(alice).get(API.format(january)).json["data"]
        assert known["decision"]["outcome"] == "upheld"
        page = as_user(alice).get(f"/invoices/{january}").text
        assert f"credited by {known['credit_note']}: You are right, sorry." in page
        [letter] = [m for m in letters() if "you were right" in m.subject]
        assert known["credit_note"] in letter.body
        assert "Nothing is left to pay on the invoice." in letter.body
        assert standing(api_as(alice), january)[0] == "paid"
        assert findings() == []

    def test_of_a_part_credits_what_comes_to_that_part(
        self, api_as, alice, sven, january, part, claim, letters
    ):
        decides(api_as(sven), part, YES)

        assert claim(january) == (ONE - 100_00, 0)
        [letter] = [m for m in letters() if "you were right" in m.subject]
        assert "Left to pay is SEK 273.75, by 31 January 2026." in letter.body.replace(
            "\u00a0", " "
        )

    def test_may_credit_another_amount(self, api_as, sven, january, whole, claim):
        said = YES | {"lines": [{"position": 1, "minor": 40_00}], "reason": "not_delivered"}

        assert decides(api_as(sven), whole, said).status_code == 201
        assert claim(january) == (ONE - 50_00, 0)

    def test_credits_something(self, api_as, sven, january, whole, claim, of_ours):
        program, nothing = api_as(sven), YES | {"lines": []}

        assert decides(program, whole, nothing).json["type"] == "/problems/nothing-credited"
        because = Because(reason=CreditReason.GOODWILL, words="Sorry", by_name="Sven")
        of_ours(lambda: credit_invoice(january, because, amounts={1: Money(8)}, today=TODAY))

        assert decides(program, whole, nothing).status_code == 201
        assert claim(january) == (ONE - 10, 0)

    def test_that_the_invoice_is_right_leaves_ten_days_to_pay(
        self, api_as, as_user, alice, sven, january, whole, claim, letters
    ):
        answer = decides(api_as(sven), whole, NO).json

        assert (answer["due_on"], answer["instead_of"]) == ("2026-03-12", "2026-01-31")
        assert claim(january) == (ONE, 0)
        assert standing(api_as(alice), january) == ("open", "2026-03-12")
        page = as_user(alice).get(f"/invoices/{january}").text
        assert "to be paid by 12 March 2026 instead of 31 January 2026" in page
        [letter] = [m for m in letters() if "stays as it is" in m.subject]
        assert "It is what you signed." in letter.body
        assert "by 12 March 2026. We do not remind you of it before then." in letter.body

    def test_moves_no_day_that_is_further_off(self, api_as, alice, sven, invoices, disputes):
        answer = decides(api_as(sven), disputes(invoices[2]), NO).json

        assert answer["due_on"] is None
        assert standing(api_as(alice), invoices[2])[1] == "2026-03-31"

    def test_a_day_that_was_won_stays_when_a_payment_is_taken_back(
        self, api_as, alice, sven, january, whole, pays, of_ours
    ):
        decides(api_as(sven), whole, NO)
        pays(january, ONE)

        def taken_back():
            invoice = Invoice.numbered(january)
            back = (
                Posting(Account.BANK, -invoice.total),
                Posting(Account.RECEIVABLE, invoice.total, invoice.id),
            )
            book(Entry(EntryKind.REFUNDED, "b1", back), on=TODAY)

        of_ours(taken_back)
        assert standing(api_as(alice), january) == ("open", "2026-03-12")

    def test_is_at_the_desk_beside_what_was_agreed(
        self, as_user, sven, bakery, january, part, claim
    ):
        browser = as_user(sven)
        assert "We agreed on 199 a month." in browser.get("/staff/disputes").text
        page = browser.get(f"/staff/disputes/{part}").text
        assert bakery.name in page
        assert "What was agreed when it was issued" in page
        assert 'value="80,00"' in page
        paper = browser.get(f"/staff/disputes/{part}/agreement.pdf")
        assert paper.data.startswith(b"%PDF")

        assert browser.post(f"/staff/disputes/{part}", {}).status_code == 422
        check = browser.post(f"/staff/disputes/{part}", TYPED)
        assert "<dt>Total</dt><dd>-SEK 100.00</dd>" in check.text.replace("\u00a0", " ")
        assert claim(january) == (ONE, 100_00)
        assert browser.post(f"/staff/disputes/{part}", hidden(check)).status_code == 302

        assert claim(january) == (ONE - 100_00, 0)
        assert "Nothing is disputed" in browser.get("/staff/disputes").text
        assert "decided already" in browser.get(f"/staff/disputes/{part}").text

    def test_is_once(self, api_as, alice, sven, january, whole):
        decides(api_as(sven), whole, NO)

        for again in (NO, YES):
            told = decides(api_as(sven), whole, again).json
            assert told["type"] == "/problems/dispute-decided-already"
        withdrawn = api_as(alice).post(f"{API.format(january)}/withdrawal", json={})
        assert withdrawn.json["type"] == "/problems/not-disputed"
        page = as_page(api_as, alice, january)
        assert page == 1

    def test_and_withdrawing_at_the_same_moment_is_one_of_them(
        self, app, alice, sven, january, whole, of_ours, claim
    ):
        told, gate = [], threading.Barrier(2)

        def end(deed):
            with app.app_context(), tenant_scope(alice.tenant_id):
                dispute = Dispute.known_as(whole)
                gate.wait()
                try:
                    deed(dispute)
                    db.session.commit()
                    told.append("ended")
                except Refusal as refused:
                    told.append(type(refused).__name__)
                db.session.remove()

        def uphold(dispute):
            uphold_dispute(
                by=sven, dispute=dispute, says="Yes.", amounts=None,
                reason=CreditReason.GOODWILL, now=now(),
            )  # fmt: skip

        def withdraw(_dispute):
            withdraw_dispute(by=db.session.merge(alice), number=january, says="", now=now())

        threads = [threading.Thread(target=end, args=[deed]) for deed in (uphold, withdraw)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()

        assert sorted(told) in (["DisputeDecidedAlready", "ended"], ["NotDisputed", "ended"])
        [known] = of_ours(lambda: disputes_of(Invoice.numbered(january)))
        assert claim(january) == ((0, 0) if known.credit_note else (ONE, 0))
        assert findings() == []

    @pytest.mark.parametrize(
        "said",
        [
            {"outcome": "declined"},
            {"says": "x"},
            {"outcome": "withdrawn", "says": "x"},
            YES | {"reason": "buyer_wrong"},
        ],
    )
    def test_needs_one_who_is_right_and_a_sentence(self, api_as, sven, whole, said):
        assert decides(api_as(sven), whole, said).status_code == 422

    def test_of_nothing_is_not_found(self, api_as, as_user, sven):
        assert decides(api_as(sven), "dis_none", NO).status_code == 404
        assert as_user(sven).get("/staff/disputes/dis_none/agreement.pdf").status_code == 404

    def test_of_an_invoice_written_by_hand_has_no_agreement(
        self, as_user, api_as, alice, sven, disputes, of_ours
    ):
        written = of_ours(lambda: write_invoice([HELP], by=sven, today=TODAY).number)
        dispute = disputes(written)

        assert "made for no agreement" in as_user(sven).get(f"/staff/disputes/{dispute}").text
        paper = as_user(sven).get(f"/staff/disputes/{dispute}/agreement.pdf")
        assert paper.status_code == 404
        [row] = api_as(sven).get(DESK).json["data"]
        assert (row["agreement"], row["invoice"]) == (None, written)

    def test_leaves_the_invoice_as_it_was_issued(self, api_as, sven, january, whole, of_ours):
        decides(api_as(sven), whole, NO)
        invoice = of_ours(lambda: Invoice.numbered(january))

        assert fingerprint(invoice.snapshot) == invoice.sha256
        assert findings() == []


class TestWhatIsShownBeforeItIsDecided:
    @pytest.mark.parametrize("token", [{}, {"token": ""}, {"token": "made up"}])
    def test_nothing_is_credited_unseen(self, as_user, api_as, sven, january, part, claim, token):
        page = as_user(sven).post(f"/staff/disputes/{part}", TYPED | token)
        told = api_as(sven).post(f"{DESK}/{part}/decision", json=YES | token)

        assert "Check what the customer gets" in page.text
        assert page.status_code != 302
        assert (told.status_code, told.json["type"]) == STALE
        assert claim(january) == (ONE, 100_00)

    @pytest.mark.parametrize(
        "changed", [{"line_1": "80,01"}, {"says": "Dear you."}, {"reason": "not_delivered"}]
    )
    def test_another_decision_is_shown_first(self, as_user, sven, january, part, claim, changed):
        browser, path = as_user(sven), f"/staff/disputes/{part}"
        check = browser.post(path, TYPED)

        again = browser.post(path, hidden(check) | changed)

        assert again.status_code == 409
        assert "This has changed since you looked" in again.text
        assert claim(january) == (ONE, 100_00)
        assert browser.post(path, hidden(again)).status_code == 302

    def test_what_a_colleague_credited_meanwhile_is_shown_anew(
        self, as_user, api_as, sven, january, part, claim, of_ours
    ):
        browser, path = as_user(sven), f"/staff/disputes/{part}"
        check = browser.post(path, TYPED)
        token = previews(api_as(sven), part, YES).json["token"]
        because = Because(reason=CreditReason.GOODWILL, words="Sorry", by_name="Siv")
        of_ours(lambda: credit_invoice(january, because, amounts={1: Money(8_00)}, today=TODAY))

        again = browser.post(path, hidden(check))
        told = api_as(sven).post(f"{DESK}/{part}/decision", json=YES | {"token": token})

        assert again.status_code == 409
        assert "<dt>Left to pay</dt><dd>SEK 363.75</dd>" in again.text.replace("\u00a0", " ")
        assert (told.status_code, told.json["type"]) == STALE
        assert claim(january)[0] == ONE - 10_00

    def test_a_credit_note_that_counts_is_named(
        self, as_user, api_as, alice, sven, january, part, of_ours
    ):
        because = Because(reason=CreditReason.GOODWILL, words="Sorry", by_name="Siv")
        browser, path = as_user(sven), f"/staff/disputes/{part}"
        note, second = (
            of_ours(
                lambda: credit_invoice(january, because, amounts={1: Money(8)}, today=TODAY).number
            )
            for _ in range(2)
        )
        typed = TYPED | {"line_1": ""}

        check = browser.post(path, typed)
        told = previews(api_as(sven), part, YES | {"lines": []}).json
        done = browser.post(path, hidden(check))

        assert f"What they get is credit note {second}" in check.text
        assert note not in check.text.partition("Check what the customer gets")[2]
        assert (told["credit_note"], told["issued"]) == (None, second)
        assert done.status_code == 302
        [known] = api_as(alice).get(API.format(january)).json["data"]
        assert known["credit_note"] == second

    def test_a_token_of_a_credit_note_that_counts_credits_nothing_more(
        self, api_as, sven, january, part, claim, of_ours
    ):
        because = Because(reason=CreditReason.GOODWILL, words="Sorry", by_name="Siv")
        of_ours(lambda: credit_invoice(january, because, amounts={1: Money(8)}, today=TODAY))
        token = previews(api_as(sven), part, YES | {"lines": []}).json["token"]

        told = api_as(sven).post(f"{DESK}/{part}/decision", json=YES | {"token": token})

        assert (told.status_code, told.json["type"]) == STALE
        assert claim(january)[0] == ONE - 10

    def test_a_token_is_of_its_own_dispute_and_day(
        self, api_as, sven, invoices, disputes, part, claim, clock
    ):
        other = disputes(invoices[1], amount_minor=100_00)
        program = api_as(sven)
        said = YES | {"token": previews(program, other, YES).json["token"]}

        told = program.post(f"{DESK}/{part}/decision", json=said)
        clock.set(date(2026, 3, 3))
        late = program.post(f"{DESK}/{other}/decision", json=said)

        assert (told.status_code, told.json["type"]) == STALE
        assert (late.status_code, late.json["type"]) == STALE
        assert claim(invoices[1]) == (ONE, 100_00)

    def test_is_issued_once(self, as_user, sven, january, part, claim):
        browser, path = as_user(sven), f"/staff/disputes/{part}"
        sent = hidden(browser.post(path, TYPED))

        answers = [browser.post(path, sent) for _ in range(2)]

        assert answers[0].status_code == 302
        assert "decided already" in answers[1].text
        assert claim(january) == (ONE - 100_00, 0)

    def test_that_the_invoice_is_right_is_said_at_once(self, as_user, sven, january, part, claim):
        no = TYPED | {"outcome": "declined"}

        assert as_user(sven).post(f"/staff/disputes/{part}", no).status_code == 302
        assert claim(january) == (ONE, 0)


def as_page(api_as, person, number):
    """How many disputes an invoice has had."""
    return len(api_as(person).get(API.format(number)).json["data"])


class TestCorrectionsAndTheDesk:
    def test_a_list_names_invoice_agreement_and_company(self, api_as, sven, bakery, january, part):
        told = api_as(sven).get(DESK).json
        [row] = told["data"]

        assert (row["invoice"], row["company"]) == (january, bakery.name)
        assert row["agreement"].startswith("agr_")
        assert (row["amount"]["minor"], row["open"]["minor"]) == (100_00, ONE)
        assert told["decided"] == []
        with Dispute.at_its_company(part):
            assert current_tenant_id() == bakery.id

    def test_one_of_another_invoice_stands_apart(self, alice, charlie, january, whole, claim):
        making.invoice(by=charlie, today=date(2026, 1, 1))

        assert claim(january) == (ONE, ONE)
