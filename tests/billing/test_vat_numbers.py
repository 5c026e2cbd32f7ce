"""A VAT number is proven by the authorities, and what was charged before is put right (P16)."""

from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from sqlalchemy import select

from saas.billing.invoices.models import Invoice
from saas.billing.ledger.actions import book_payment
from saas.billing.ledger.models import open_amount
from saas.billing.proof.models import findings
from saas.dates import today
from saas.db import db
from saas.licensing.vat.models import VatProof, vat_of
from saas.licensing.vat.rules import UNPROVEN, ProofAnswer
from saas.licensing.vat_events import VatNumberProven
from saas.licensing.vat_numbers.port import Answer
from saas.licensing.vat_numbers.rules import WAITS, Standing, standing
from saas.licensing.vat_numbers.simulator import SimulatedRegistry
from saas.licensing.vat_numbers.vies import Vies, answer_in
from saas.outbox import announce
from saas.scope import tenant_scope
from saas.tenants.company.models import our_company
from tests import factories
from tests.billing import making

FINNISH = "FI20774740"
DETAILS = {
    "street": "Mannerheimvägen 1", "postcode": "00100", "city": "Helsingfors",
    "invoice_email": "lasku@konditoria.example", "reference": "",
}  # fmt: skip
VALID = Answer(ProofAnswer.VALID, "WAPIAAAAX", "KONDITORIA OY")


class Scripted:
    """A registry that answers what it is told to, and counts how often it is asked."""

    def __init__(self):
        self.answers, self.asked = [VALID], []

    def ask(self, number, *, requester):
        self.asked.append((number, requester))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def registry(app):
    scripted = Scripted()
    app.extensions["vat_registry"] = scripted
    yield scripted
    del app.extensions["vat_registry"]


@pytest.fixture
def konditoria(database):
    return factories.company(name="Konditoria Oy", org_number="20774740", country="FI")


@pytest.fixture
def aino(konditoria):
    return factories.person(of=konditoria, name="Aino")


@pytest.fixture
def states(api_as, tell_all):
    """Say over the API that a company has a number, and let everything follow."""

    def state(person, number=FINNISH):
        said = DETAILS | {"vat_number": number}
        answer = api_as(person).put("/api/v1/company/invoice-details", said)
        assert answer.status_code == 200, answer.json
        tell_all()

    return state


def test_charlie_learns_nothing_of_it(api_as, charlie, aino, registry, states):
    states(aino)

    told = api_as(charlie).get("/api/v1/company/vat").json

    assert (told["standing"], told["proof"], told["rule"]) == (
        "not_needed",
        None,
        "swedish-business",
    )


class TestANumber:
    def test_is_proven_and_no_tax_is_charged(self, api_as, aino, konditoria, registry, states):
        states(aino)

        told = api_as(aino).get("/api/v1/company/vat").json

        assert registry.asked == [(FINNISH, "")]
        assert (told["standing"], told["percent"], told["category"]) == ("proven", 0, "AE")
        assert told["proof"]["reference"] == "WAPIAAAAX"
        with tenant_scope(konditoria.id):
            assert vat_of(our_company(), on=today()).percent == 0

    def test_is_charged_and_told_why_until_it_is_proven(self, as_user, aino, registry, states):
        registry.answers = [Answer(ProofAnswer.UNANSWERED)]
        states(aino)

        page = as_user(aino).get("/company/vat").text

        assert "not been able to confirm your VAT number" in page
        assert "Being checked" in page

    def test_is_asked_about_again_until_there_is_an_answer(
        self, api_as, aino, registry, states, clock, tell_all
    ):
        registry.answers = [Answer(ProofAnswer.UNANSWERED), Answer(ProofAnswer.UNANSWERED), VALID]
        states(aino)
        for _ in range(2):
            clock.set(today() + timedelta(days=1))
            tell_all()

        assert len(registry.asked) == 3
        assert api_as(aino).get("/api/v1/company/vat").json["standing"] == "proven"

    def test_that_is_not_known_is_told_of(self, aino, registry, states, mails, api_as):
        registry.answers = [Answer(ProofAnswer.INVALID, "REF")]
        states(aino)

        assert api_as(aino).get("/api/v1/company/vat").json["standing"] == "rejected"
        assert [letter.subject for letter in mails()] == ["Your VAT number was not found"]

    def test_of_before_proves_nothing_of_a_new_one(self, api_as, aino, registry, states):
        states(aino)
        registry.answers = [Answer(ProofAnswer.INVALID)]
        states(aino, "FI09853608")

        assert api_as(aino).get("/api/v1/company/vat").json["percent"] == 25

    def test_is_checked_again_by_hand(self, as_user, api_as, aino, registry, states, tell_all):
        registry.answers = [Answer(ProofAnswer.INVALID), VALID]
        states(aino)

        answer = as_user(aino).post("/company/vat", {})
        tell_all()

        assert answer.status_code == 302
        assert api_as(aino).get("/api/v1/company/vat").json["standing"] == "proven"

    def test_that_is_missing_cannot_be(self, as_user, api_as, alice, registry):
        assert as_user(alice).post("/company/vat", {}).status_code == 409
        assert api_as(alice).post("/api/v1/company/vat/check").status_code == 409

    def test_is_asked_about_anew_each_quarter(self, aino, registry, states, clock):
        states(aino)

        clock.live_over(*(today() + timedelta(days=n) for n in (1, 45, 88, 89, 90, 91, 92, 95)))

        assert len(registry.asked) == 2

    @pytest.mark.parametrize(
        ("number", "needed", "answer", "where"),
        [
            (FINNISH, False, None, Standing.NOT_NEEDED),
            ("", True, None, Standing.MISSING),
            (FINNISH, True, None, Standing.PENDING),
            (FINNISH, True, ProofAnswer.VALID, Standing.PROVEN),
            (FINNISH, True, ProofAnswer.INVALID, Standing.REJECTED),
        ],
    )
    def test_stands_somewhere(self, number, needed, answer, where):
        assert standing(number, needed=needed, answer=answer) is where


class TestWhatWasCharged:
    def test_is_credited_and_invoiced_again_without_tax(
        self, aino, konditoria, registry, states, tell_all
    ):
        """Charged while VIES was down, half of it paid; then the answer comes."""
        registry.answers = [Answer(ProofAnswer.UNANSWERED)]
        states(aino)
        charged = making.invoice(by=aino, today=date(2026, 3, 1), fee=400_00)
        with tenant_scope(konditoria.id):
            half = charged.total.between(0, 1, of=2)
            book_payment("pay_1", amount=half, allocations={charged.id: charged.total}, on=today())
            db.session.commit()
        assert charged.snapshot["vat"][0]["rule"] == UNPROVEN

        registry.answers = [VALID]
        states(aino, "")
        states(aino)

        with tenant_scope(konditoria.id):
            _, note, new = db.session.scalars(select(Invoice).order_by(Invoice.id)).all()
            assert (note.total, note.credits_id) == (-charged.total, charged.id)
            assert (new.vat_minor, new.net_minor) == (0, 400_00)
            assert new.snapshot["vat"][0]["legend"] is not None
            assert new.snapshot["buyer"]["vat_number"] == FINNISH
            assert [open_amount(each.id).minor for each in (charged, note, new)] == [0, 0, 150_00]
        assert findings() == []

    def test_is_put_right_once(self, aino, konditoria, registry, states, tell_all):
        registry.answers = [Answer(ProofAnswer.UNANSWERED)]
        states(aino)
        making.invoice(by=aino, today=date(2026, 3, 1))
        registry.answers = [VALID]
        states(aino, "")
        states(aino)

        with tenant_scope(konditoria.id):
            announce(VatNumberProven(FINNISH))
            tell_all()
            assert len(db.session.scalars(select(Invoice.id)).all()) == 3

    @pytest.mark.parametrize(("proven_on", "documents"), [("2032-03-01", 3), ("2032-03-02", 1)])
    def test_is_put_right_as_far_back_as_the_law_goes(
        self, aino, konditoria, states, clock, proven_on, documents
    ):
        making.invoice(by=aino, today=date(2026, 3, 1))
        clock.set(date.fromisoformat(proven_on))
        states(aino)

        with tenant_scope(konditoria.id):
            assert len(db.session.scalars(select(Invoice.id)).all()) == documents


class TestVies:
    """Our side of VIES' REST interface, over a real socket."""

    @pytest.fixture
    def served(self):
        told = {"status": 200, "body": b"{}"}

        class Service(BaseHTTPRequestHandler):
            def do_POST(self):
                told["asked"] = self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(told["status"])
                self.end_headers()
                self.wfile.write(told["body"])

            def log_message(self, *_):
                """Say nothing."""

        server = HTTPServer(("127.0.0.1", 0), Service)
        Thread(target=server.serve_forever, daemon=True).start()
        yield Vies(f"http://127.0.0.1:{server.server_port}/"), told
        server.shutdown()
        server.server_close()

    def test_is_asked_in_our_name(self, served):
        vies, told = served
        told["body"] = b'{"valid": true, "requestIdentifier": "W1", "name": "OY"}'

        answer = vies.ask(FINNISH, requester="SE556056625801")

        assert answer == Answer(ProofAnswer.VALID, "W1", "OY")
        assert told["asked"] == (
            b'{"countryCode": "FI", "vatNumber": "20774740", '
            b'"requesterMemberStateCode": "SE", "requesterNumber": "556056625801"}'
        )

    @pytest.mark.parametrize(
        ("status", "body"),
        [(500, b"{}"), (200, b"<html>"), (200, b"[]"),
         (200, b'{"valid": false, "userError": "MS_UNAVAILABLE"}')],
    )  # fmt: skip
    def test_that_is_down_has_not_said_no(self, served, status, body):
        vies, told = served
        told.update(status=status, body=body)

        assert vies.ask(FINNISH, requester="").answer is ProofAnswer.UNANSWERED

    def test_that_is_not_there_has_not_said_no(self):
        assert Vies("http://127.0.0.1:1/").ask(FINNISH, requester="").answer == "unanswered"

    def test_says_no_in_so_many_words(self):
        assert answer_in({"valid": False, "userError": "INVALID"}).answer is ProofAnswer.INVALID

    def test_has_a_double_for_demos(self):
        double = SimulatedRegistry()
        answers = [double.ask(n, requester="").answer.value for n in ("FI1", "FI404", "FI503")]

        assert answers == ["valid", "invalid", "unanswered"]
        assert len(WAITS) > 1


def test_an_answer_is_never_edited(aino, registry, states, konditoria):
    states(aino)
    with tenant_scope(konditoria.id):
        proof = VatProof.latest(FINNISH)
        proof.answer = ProofAnswer.INVALID
        with pytest.raises(Exception, match="permission denied"):
            db.session.commit()
        db.session.rollback()
