"""What takes an invoice back is issued exactly as it was shown, once, or is shown anew."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from saas.billing.credit_notes.actions import Because, credit_invoice
from saas.billing.credit_notes.preview import fingerprint
from saas.billing.credit_notes.to_be import credit_to_be
from saas.billing.totals.rules import CreditReason
from saas.dates import today
from saas.db import db
from saas.errors import Refusal
from saas.money import Money
from saas.scope import tenant_scope
from tests.billing import making
from tests.billing.test_credit_pages import as_shown, documents, hidden
from tests.helpcenter.making import staff_member

MARCH = date(2026, 3, 1)
GOODWILL = Because(reason=CreditReason.GOODWILL, words="", by_name="Sven")
CHANGED = "This has changed since you looked"
STALE = (409, "/problems/preview-outdated")
ADDRESS = {
    "reason": "buyer_wrong", "name": "Bageri AB", "street": "Nygatan 2",
    "postcode": "111 22", "city": "Stockholm",
}  # fmt: skip


def a_colleague_credits(person, invoice, minor):
    because = Because(reason=CreditReason.PRICE_WRONG, words="", by_name="Siv")
    with tenant_scope(person.tenant_id):
        credit_invoice(invoice.number, because, amounts={1: Money(minor)}, today=today())


def kinds(person):
    return [each.kind.value for each in documents(person)]


class TestOnThePage:
    def test_the_credit_note_is_what_was_shown(self, sven, alice, march):
        path = f"/staff/credit-notes/{march.number}/credit"
        typed = {"reason": "goodwill", "line_1": "100,00", "words": "Sorry\r\nfor that"}

        check = sven.post(path, typed)
        sent = hidden(check)
        done = sven.post(path, sent | {"words": sent["words"].replace("\r\n", "\n")})

        shown = check.text.replace("\N{NO-BREAK SPACE}", " ").partition("<main")[2]
        assert "<dt>Total</dt><dd>-SEK 125.00</dd>" in shown
        assert "Goodwill" in shown
        assert "Sorry" in shown
        assert done.status_code == 302
        [_, note] = documents(alice)
        assert note.total == Money(-125_00)
        assert note.snapshot["correction"]["words"] == "Sorry\nfor that"

    @pytest.mark.parametrize("bare", [{}, {"token": ""}])
    def test_nothing_is_issued_unseen(self, sven, alice, march, bare):
        path = f"/staff/credit-notes/{march.number}"
        typed = {"reason": "goodwill", "line_1": "100,00"}

        credit = sven.post(f"{path}/credit", typed | bare)
        correct = sven.post(f"{path}/correct", ADDRESS | bare)
        flag = sven.post(f"{path}/credit", typed | {"confirmed": "true"})

        assert "Check the credit note" in credit.text
        assert "Check the correction" in correct.text
        assert flag.status_code != 302
        assert kinds(alice) == ["invoice"]

    def test_what_a_colleague_credited_meanwhile_is_told_and_it_is_shown_anew(
        self, sven, alice, march
    ):
        path = f"/staff/credit-notes/{march.number}/credit"
        check = sven.post(path, {"reason": "goodwill", "line_1": "100,00"})
        a_colleague_credits(alice, march, 50_00)

        again = sven.post(path, hidden(check))
        before = len(documents(alice))
        done = sven.post(path, hidden(again))

        assert again.status_code == 409
        assert CHANGED in again.text
        assert "Check the credit note" in again.text
        assert (before, done.status_code) == (2, 302)
        assert [each.total.minor for each in documents(alice)[1:]] == [-62_50, -125_00]

    def test_where_a_colleague_left_too_little_that_is_said(self, sven, alice, march):
        path = f"/staff/credit-notes/{march.number}/credit"
        check = sven.post(path, {"reason": "goodwill", "line_1": "100,00"})
        a_colleague_credits(alice, march, 250_00)

        again = sven.post(path, hidden(check))

        assert again.status_code == 409
        assert "is left to credit of line 1" in again.text
        assert len(documents(alice)) == 2

    @pytest.mark.parametrize(
        "changed", [{"line_1": "100,01"}, {"reason": "price_wrong"}, {"words": "Dear you"}]
    )
    def test_another_order_is_shown_first(self, sven, alice, march, changed):
        path = f"/staff/credit-notes/{march.number}/credit"
        check = sven.post(path, {"reason": "goodwill", "line_1": "100,00", "words": "Sorry"})

        again = sven.post(path, hidden(check) | changed)

        assert again.status_code == 409
        assert CHANGED in again.text
        assert len(documents(alice)) == 1
        assert sven.post(path, hidden(again)).status_code == 302

    def test_pressed_twice_there_is_one(self, sven, alice, march):
        path = f"/staff/credit-notes/{march.number}/credit"
        check = sven.post(path, {"reason": "goodwill", "line_1": "100,00"})

        answers = [sven.post(path, hidden(check)) for _ in range(2)]

        assert [each.status_code for each in answers] == [302, 409]
        assert CHANGED in answers[1].text
        assert kinds(alice) == ["invoice", "credit_note"]

    def test_a_correction_is_what_was_shown_and_made_once(self, sven, alice, march):
        path = f"/staff/credit-notes/{march.number}/correct"
        check = sven.post(path, ADDRESS)

        moved = sven.post(path, hidden(check) | {"street": "Storgatan 9"})
        none_yet = len(documents(alice))
        answers = [sven.post(path, hidden(moved)) for _ in range(2)]

        assert "Nygatan 2, 111 22 Stockholm" in check.text
        assert (moved.status_code, none_yet) == (409, 1)
        assert "Storgatan 9, 111 22 Stockholm" in moved.text
        assert [each.status_code for each in answers] == [302, 409]
        assert "has been credited already" in answers[1].text
        assert kinds(alice) == ["invoice", "credit_note", "invoice"]
        assert documents(alice)[2].snapshot["buyer"]["street"] == "Storgatan 9"


class TestOverJson:
    def test_what_is_shown_is_issued_once(self, program, alice, march):
        path = f"/api/v1/staff/invoices/{march.number}/credit"
        said = {"reason": "goodwill", "lines": [{"position": 2, "minor": 50_00}]}

        shown = program.post(f"{path}/preview", said)
        none_yet = len(documents(alice))
        asked = said | {"token": shown.json["token"]}
        done, twice = program.post(path, asked), program.post(path, asked)

        assert (shown.status_code, none_yet) == (200, 1)
        assert [line["net"]["minor"] for line in shown.json["lines"]] == [-50_00]
        assert (done.status_code, done.json["total"]) == (201, shown.json["total"])
        assert (twice.status_code, twice.json["type"]) == STALE
        assert kinds(alice) == ["invoice", "credit_note"]

    def test_a_correction_shows_both_documents(self, program, alice, march):
        path = f"/api/v1/staff/invoices/{march.number}/correct"
        said = {"reason": "buyer_wrong", "buyer": {"street": "Nygatan 2"}}

        shown = program.post(f"{path}/preview", said).json
        done = program.post(path, said | {"token": shown["token"]}).json

        assert shown["credit_note"]["total"]["minor"] == -march.total.minor
        for document in ("credit_note", "invoice"):
            assert done[document]["total"] == shown[document]["total"]
            assert "token" not in shown[document]
        assert len(documents(alice)) == 3

    @pytest.mark.parametrize("deed", ["credit", "correct"])
    def test_nothing_is_issued_unseen(self, program, alice, march, deed):
        path = f"/api/v1/staff/invoices/{march.number}/{deed}"
        said = {"reason": "goodwill" if deed == "credit" else "buyer_wrong"}

        bare = program.post(path, said)

        assert bare.status_code == 422
        assert list(bare.json["errors"]) == ["token"]
        assert kinds(alice) == ["invoice"]
        assert as_shown(program, path, said).status_code == 201

    @pytest.mark.parametrize(
        "otherwise",
        ["more", "colleague", "invoice", "company", "deed", "by another", "later", "made up"],
    )
    def test_what_was_not_shown_is_refused(
        self, program, api_as, alice, bakery, charlie, march, otherwise, clock
    ):
        path = f"/api/v1/staff/invoices/{march.number}/credit"
        said = {"reason": "goodwill", "lines": [{"position": 1, "minor": 100_00}]}
        looked_at, order, who = path, said, program
        if otherwise == "invoice":
            lines = [{"text": "Help", "unit_price_minor": 299_00}]
            asked = {"customer_number": bakery.customer_number, "lines": lines}
            other = program.post("/api/v1/staff/invoices", asked).json["number"]
            looked_at = path.replace(march.number, other)
        if otherwise == "company":
            other = making.invoice(by=charlie, today=MARCH, extra_seats=2)
            looked_at = path.replace(march.number, other.number)
        if otherwise == "deed":
            looked_at, order = path.replace("credit", "correct"), {"reason": "buyer_wrong"}
        if otherwise == "by another":
            who = api_as(staff_member("Stina"))
        token = who.post(f"{looked_at}/preview", order).json["token"]
        before = len(documents(alice))
        if otherwise == "more":
            said = said | {"lines": [{"position": 1, "minor": 100_01}]}
        if otherwise == "colleague":
            a_colleague_credits(alice, march, 50_00)
            before += 1
        if otherwise == "later":
            clock.set(date(2026, 3, 3))
        if otherwise == "made up":
            token = "made up"

        told = program.post(path, said | {"token": token})

        assert (told.status_code, told.json["type"]) == STALE
        assert len(documents(alice)) == before


def test_pressed_by_four_at_once_there_is_one(app, alice, march):
    """What was shown is compared in the company's turn, so only the first finds it as it was."""

    def issue(_):
        with app.app_context(), tenant_scope(tenant_id):
            try:
                credit_invoice(number, GOODWILL, amounts=some, today=today(), shown=shown)
                db.session.commit()
            except Refusal as refusal:
                db.session.rollback()
                return type(refusal).__name__
            return "done"

    tenant_id, number, some = alice.tenant_id, march.number, {1: Money(10_00)}
    with tenant_scope(tenant_id):
        shown = fingerprint(credit_to_be(number, GOODWILL, amounts=some))
        db.session.commit()
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(issue, range(4)))

    assert sorted(told) == ["PreviewOutdated"] * 3 + ["done"]
    assert kinds(alice) == ["invoice", "credit_note"]
