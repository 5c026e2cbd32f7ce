"""No list asks more of the database because it shows more: every page and list of the house.

Each is looked at in a house with some of everything, and again when there is much more of it.
"""

from datetime import date, timedelta
from itertools import count

import pytest

from saas.billing.bank_accounts.rules import AccountKind, BankAccount
from saas.billing.cards.models import Card
from saas.billing.credit_notes.actions import Because, credit_invoice
from saas.billing.dispute_desk.actions import decline_dispute
from saas.billing.disputes.actions import dispute_invoice
from saas.billing.invoices.models import Invoice
from saas.billing.later_due.actions import ask_for_later_day
from saas.billing.ledger.actions import book_payment
from saas.billing.ledger.models import open_amounts
from saas.billing.netting.models import allocation
from saas.billing.payments.actions import Order, start_payment
from saas.billing.payouts.actions import ask_for_payout
from saas.billing.purchase_orders.actions import add_order
from saas.billing.reminders.actions import write_reminders
from saas.billing.reminders.rules import ladder
from saas.billing.seller.actions import ensure_seller, name_seller
from saas.billing.seller.models import EXAMPLE, seller_in
from saas.billing.totals.rules import CreditReason
from saas.dates import add_months, now, today
from saas.db import db
from saas.helpcenter.departments.reading import departments
from saas.helpcenter.mailbox.actions import take_mail
from saas.helpcenter.mailbox.reading import read_letter
from saas.licensing.ceased.actions import Told, tell
from saas.licensing.ceased.rules import Reason
from saas.licensing.channels.rules import Channel
from saas.licensing.invitations.actions import invite
from saas.licensing.received_notices.actions import Statement, register_statement
from saas.licensing.seats.actions import entitle
from saas.licensing.service_desk.actions import record_service
from saas.money import Money
from saas.scope import OPERATOR, tenant_scope
from saas.tenants.company.models import our_company
from saas.tenants.joining.actions import ask_to_join
from saas.tenants.partners.actions import add_partner
from saas.tenants.people.rules import Role
from tests import factories
from tests.asking import questions
from tests.billing import making
from tests.billing.test_bank_files import API as FILES
from tests.billing.test_bank_files import camt, entry
from tests.helpcenter.making import question, staff_member, written
from tests.isolation.belongings import SCAN, came_to_the_bank
from tests.isolation.policy import KIND, OWN, STAFF
from tests.licensing.making import BASIC
from tests.licensing.quoting import sent_quote

FIRST, MONTH = date(2024, 1, 1), timedelta(days=30)
GIRO = BankAccount(AccountKind.BANKGIRO, "5050-1055")


class Life:
    """A company that goes on: each turn there is one more of everything it can have."""

    def __init__(self, bakery, alice, api_as):
        self.bakery, self.alice, self.program = bakery, alice, api_as(alice)
        self.turns = count(1)
        self.signe = staff_member("Signe")
        self.staff = api_as(self.signe)
        self.agreement = making.agreement(by=alice, started_on=FIRST, extra_seats=90)
        ensure_seller()
        name_seller(*seller_in(EXAMPLE), code="euro", selling={"currency": "EUR", "series": "E"})
        with tenant_scope(alice.tenant_id):
            company = our_company()
            company.street, company.invoice_email = "Storgatan 1", "faktura@bageriet.example"
            self.order_desk = f"/staff/orders/{company.customer_number}"
            entitle(seats=90, by=alice, now=now())
            self.card = Card(
                token="pm_1", brand="visa", last4="4242", fingerprint="f", is_default=True,
                expires_on=date(2030, 1, 31), saved_by_id=alice.id, saved_at=now(),
            )  # fmt: skip
            db.session.add(self.card)
            db.session.commit()

    def goes_on(self, turns):
        for _ in range(turns):
            turn = next(self.turns)
            self.is_invoiced(turn)
            self.has_people(turn)
            self.asks(turn)
            self.is_ordered_for(turn)
            self.has_neighbours(turn)
            self.is_paid_by_bank(turn)

    def is_invoiced(self, turn):
        invoices = [
            making.invoice_again(self.agreement, by=self.alice, today=add_months(FIRST, n))
            for n in range(4 * turn - 4, 4 * turn)
        ]
        paid, credited, under_way, still_open = invoices
        with tenant_scope(self.alice.tenant_id):
            book_payment(
                f"pay-{turn}", amount=paid.total, allocations={paid.id: paid.total}, on=today()
            )
            because = Because(reason=CreditReason.GOODWILL, words="Sorry!", by_name="Signe")
            credit_invoice(credited.number, because, today=today())
            order = Order(card=self.card, receipt_to=None, language="en", sent_as=f"form {turn}")
            start_payment(dict(open_amounts([under_way.id])), order, by=self.alice, now=now())
            add_order(by=self.alice, number=f"PO {turn}", valid_from=today(), now=now())
            record_service(
                text="Help", quantity=1, unit_price_minor=500_00, day=date(2026, 3, 1),
                by=self.signe, now=now(),
            )  # fmt: skip
            db.session.commit()
            self.moves_money(turn, still_open.number)
        hook = self.program.post(
            "/api/v1/company/webhooks", json={"url": f"http://a.example/{turn}"}
        )
        assert hook.status_code in {201, 409}, "made, or there are as many as there may be"

    def moves_money(self, turn, number):
        euro = {"amount": Money(10_00, "EUR"), "allocations": {}, "on": today()}
        book_payment(f"euro-{turn}", **euro)
        db.session.commit()
        shown = allocation(currency="EUR").fingerprint
        ask_for_payout(by=self.alice, currency="EUR", account=GIRO, shown=shown, now=now())
        sixty = Money(60_00)
        assert write_reminders(ladder("5", "0.00"), fee=sixty, sent_to=["a@b.example"], now=now())
        ask_for_later_day(
            by=self.alice, number=number, due_on=today() + MONTH, reason="Late", at_most=MONTH,
            now=now(),
        )  # fmt: skip
        self.disputes(number)
        db.session.commit()

    def disputes(self, number):
        said = {"number": number, "line": None, "amount": Money(1_00), "reason": "No", "now": now()}
        first = dispute_invoice(by=self.alice, **said)
        decline_dispute(by=self.signe, dispute=first, says="Yes", days_to_pay=MONTH, now=now())
        dispute_invoice(by=self.alice, **said)

    def is_paid_by_bank(self, turn):
        came_to_the_bank(self.alice, by=self.signe, bank_reference=f"row {turn}")
        rows = "".join(entry(f"{turn}/{row}", words="Thanks!") for row in range(turn))
        sent = self.staff.post(FILES, json={"name": "day.xml", "content": camt(rows)})
        assert sent.status_code == 201, sent.text

    def has_people(self, turn):
        factories.person(of=self.bakery, name=f"Colleague {turn}", role=Role.MEMBER)
        email = f"guest{turn}@x.example"
        with tenant_scope(self.alice.tenant_id):
            invite(name=f"Guest {turn}", email=email, role=Role.MEMBER, by=self.alice, now=now())
            db.session.commit()
        ask_to_join(
            tenant_id=self.alice.tenant_id, name=f"Jo {turn}", email=f"jo{turn}@x.example",
            language="en", message="", now=now(),
        )  # fmt: skip
        db.session.commit()

    def asks(self, turn):
        question(by=self.alice, subject=f"Question {turn}")
        question(by=self.alice, subject=f"Wish {turn}", needs_approval=True)
        self.writes(turn)
        sent_quote(self.alice, by=self.signe)
        with tenant_scope(self.alice.tenant_id):
            said = Statement(
                channel=Channel.LETTER, received_at=now(), from_name=f"Nils {turn}", scan=SCAN
            )
            register_statement(said, by=self.signe, now=now())
            db.session.commit()

    def is_ordered_for(self, turn):
        desk = f"/api/v1/staff{self.order_desk.removeprefix('/staff')}"
        shown = self.staff.post(f"{desk}/preview", {"edition": BASIC.key, "extra_seats": 90 + turn})
        assert shown.status_code == 200, shown.text
        asked = {"channel": "phone", "asked_by": "Alice", "asked_on": today().isoformat()}
        ordered = self.staff.post(desk, asked | {"token": shown.json["token"]})
        assert ordered.status_code == 201, ordered.text
        assert len(self.program.get("/api/v1/plan/orders").json["data"]) == turn

    def writes(self, turn):
        by_alice = written(sender=self.alice.email, id_=f"<a{turn}@x>")
        by_nobody, by_machine = written(id_=f"<n{turn}@x>"), written(id_=f"<m{turn}@x>")
        by_machine["Precedence"] = "bulk"
        for mail in (by_alice, by_nobody, by_machine):
            content = mail.as_bytes()
            letter = read_letter(content, departments=departments())
            take_mail(letter, content=content, now=now())
        db.session.commit()

    def has_neighbours(self, turn):
        company = factories.company(name=f"Smithy {turn}", org_number=f"556{turn:07}")
        charlie = factories.person(of=company, name="Charlie")
        making.invoice(by=charlie)
        with tenant_scope(company.id):
            ended = Told(reason=Reason.MERGER, last_day=today(), reference="Case 1")
            tell(ended, by=charlie, now=now())
            db.session.commit()
        with tenant_scope(OPERATOR):
            add_partner(
                by=self.signe, name=f"Partner {turn}", contact_email="a@b.example",
                contact_url="https://b.example/", shows_contact=True, now=now(),
            )  # fmt: skip
            db.session.commit()


@pytest.fixture
def life(bakery, alice, api_as):
    return Life(bakery, alice, api_as)


def lists(app, *kinds):
    """Every page and list that is asked for by its address alone."""
    found = [
        rule
        for rule in app.url_map.iter_rules()
        if KIND.get(rule.endpoint) in kinds and "GET" in rule.methods and not rule.arguments
    ]
    return sorted((rule.endpoint, rule.rule) for rule in found)


def asked_by(app, client, doors):
    """How many statements each door sends, once it has been looked at.

    The fewer of two looks: every so many seconds one of them reads the catalogue anew.
    """
    for _endpoint, path in doors:
        client(path).get(path)
    return {
        endpoint: min(asked_at(app, client, path), asked_at(app, client, path))
        for endpoint, path in doors
    }


def asking_more(app, client, doors, few):
    """The doors that send more statements than they did, however often one looks."""
    return [
        endpoint
        for endpoint, path in doors
        if all(asked_at(app, client, path) > few[endpoint] for _look in range(3))
    ]


def asked_at(app, client, path):
    """How many statements one look sends."""
    with questions(app) as asked:
        answer = client(path).get(path)
    assert answer.status_code in {200, 302, 404, 422}, (path, answer.status_code)
    return len(asked)


@pytest.mark.parametrize("kind", [OWN, STAFF])
def test_no_list_asks_more_when_it_holds_more(app, life, as_user, api_as, kind):
    person = life.alice if kind == OWN else life.signe
    page, program = as_user(person), api_as(person)

    def client(path):
        return program if path.startswith("/api/") else page

    doors = lists(app, kind)
    if kind == STAFF:
        doors.append(("order_desk.choose", life.order_desk))
    assert {"order_desk.choose", "on_behalf.index"} & dict(doors).keys()
    life.goes_on(2)
    few = asked_by(app, client, doors)
    life.goes_on(2)

    assert len(doors) > 30
    assert asking_more(app, client, doors, few) == []


def test_a_list_that_asks_for_each_row_is_noticed(app, life):
    life.goes_on(1)
    with questions(app) as asked, tenant_scope(life.alice.tenant_id):
        rows = db.session.scalars(db.select(Invoice)).all()
        few = len(asked)
        for row in rows:
            db.session.scalars(db.select(Invoice).where(Invoice.id == row.id)).one()

    assert len(asked) == few + len(rows) > few
