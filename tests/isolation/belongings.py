"""What the bakery has, one of each thing that an address can name, and the addresses."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from saas.billing.bank_accounts.rules import AccountKind, BankAccount
from saas.billing.bank_desk.models import account_called
from saas.billing.bank_payments.actions import Owner, book_received
from saas.billing.bank_rows.actions import Received
from saas.billing.cards.models import Card, CardVisit
from saas.billing.ledger.actions import book_payment
from saas.billing.ledger.models import open_amounts
from saas.billing.netting.models import allocation
from saas.billing.payments.actions import Order, start_payment
from saas.billing.payouts.actions import ask_for_payout
from saas.billing.purchase_orders.actions import add_order
from saas.billing.reminders.actions import write_reminders
from saas.billing.reminders.rules import ladder
from saas.dates import now, today
from saas.db import db
from saas.helpcenter.forms.notice.actions import ask_for_notice
from saas.helpcenter.forms.user_change.actions import ask_for_user_change
from saas.helpcenter.forms.user_change.rules import Change
from saas.licensing.agreement.models import Agreement, AgreementTerm
from saas.licensing.channels.rules import Channel
from saas.licensing.invitations.actions import invite
from saas.licensing.plans.rules import Cadence, Timing
from saas.licensing.quote_requests.actions import ask_for_quote
from saas.licensing.received_notices.actions import Statement, register_statement
from saas.licensing.received_notices.rules import Scan
from saas.licensing.seats.actions import entitle
from saas.licensing.termination.actions import give_notice
from saas.money import Money
from saas.scope import tenant_scope
from saas.tenants.joining.actions import ask_to_join
from saas.tenants.people.rules import Role
from tests.billing import making
from tests.helpcenter.making import staff_member
from tests.licensing.quoting import sent_quote
from tests.licensing.transferring import offered

ABSENT = {
    "starts_on": "2001-01-01",
    "public_id": "xxx_0123456789abcdef",
    "number": "987654321",
    "session_id": "987654321",
    "tenant_id": "2",
    "delivery_id": "987654321",
}
MONTH = timedelta(days=30)
SCAN = Scan("letter.pdf", "application/pdf", b"%PDF-1.7")


@dataclass
class Belongings:
    """One of each thing of the bakery that an address can name."""

    ids: dict

    def in_address(self, rule):
        """The value for the id in `rule`, which the bakery's own things have."""
        for beginning, value in self.ids.items():
            if beginning in rule.rule:
                return value
        raise AssertionError(f"Which id is meant in {rule.rule}? Add it to the belongings.")


def belongings_of(alice, bob, api_as):
    """One of everything, made for Alice's company."""
    sven = staff_member("Sven")
    charged_ahead = a_year_charged_ahead(alice)
    invoice = making.invoice(by=alice, today=date(2026, 2, 1), extra_seats=3)
    transfer = offered(alice, number="5560125790")
    with tenant_scope(alice.tenant_id):
        entitle(seats=5, by=alice, now=now())
        guest = invite(name="Gus", email="gus@x.example", role=Role.MEMBER, by=alice, now=now())
        said = Statement(channel=Channel.LETTER, received_at=now(), from_name="Nils", scan=SCAN)
        stated = register_statement(said, by=sven, now=now())
        leaving = ask_for_notice(by=bob, now=now())
        notice = give_notice(by=alice, now=now())
        card = Card(
            token="pm_1", brand="visa", last4="4242", fingerprint="f", is_default=True,
            expires_on=date(2030, 1, 31), saved_by_id=alice.id, saved_at=now(),
        )  # fmt: skip
        visit = CardVisit(token="cs_1", back_to="/cards", started_by_id=alice.id, started_at=now())
        db.session.add_all([card, visit])
        db.session.flush()
        owed = dict(open_amounts([invoice.id]))
        [letter] = write_reminders(ladder("5", "0.00"), sent_to=[], now=now() + MONTH)
        order_number = add_order(by=alice, number="PO-of-the-matrix", valid_from=today(), now=now())
        order = Order(card=card, receipt_to=None, language="en", sent_as="a form of the matrix")
        payment = start_payment(owed, order, by=alice, now=now())
        payout = euros_to_be_paid_out(alice)
        request = ask_for_user_change(
            by=bob,
            action=Change.ADD,
            name="Cia",
            email="cia@x.example",
            role=Role.MEMBER,
            now=now(),
        )
        db.session.commit()
    asked = ask_to_join(
        tenant_id=alice.tenant_id, name="Jo", email="jo@x.example", language="en",
        message="", now=now(),
    )  # fmt: skip
    db.session.commit()
    quote = sent_quote(alice, by=staff_member("Quinn"))
    with tenant_scope(alice.tenant_id):
        asked_quote = ask_for_quote(people=9, needs="More", wished_start=None, by=alice, now=now())
        agreement_id = Agreement.holding_on(today()).public_id
        db.session.commit()
    arrived = came_to_the_bank(alice, by=sven)
    hook = api_as(alice).post("/api/v1/company/webhooks", json={"url": "http://a.example/"})
    hook = hook.json["id"]
    return Belongings(
        {
            "/purchase-orders/": order_number.public_id,
            "/quotes/ask/": asked_quote.public_id,
            "/quote-requests/": asked_quote.public_id,
            "/quotes/": quote.number,
            "/contracts/": agreement_id,
            "/transfers/": transfer.public_id,
            "/sessions/": api_as(alice).get("/api/v1/profile/sessions").json["data"][0]["id"],
            "/people/joins/": asked.public_id,
            "/join-requests/": asked.public_id,
            "/people/invitations/": guest.public_id,
            "/invitations/": guest.public_id,
            "/people/": bob.public_id,
            "/plan/notice/received/": stated.public_id,
            "/plan/notice/": notice.number,
            "/notices/received/": stated.public_id,
            "/invoices/": invoice.number,
            "/credit-notes/": invoice.number,
            "/collection/": invoice.number,
            "/webhooks/": hook,
            "/true-up/": charged_ahead.isoformat(),
            "/cards/visits/": visit.public_id,
            "/cards/": card.public_id,
            "/bank-payments/": arrived.number,
            "/payments/": payment.public_id,
            "/payouts/": payout.number,
            "/reminders/": letter.public_id,
            "/requests/notice/": leaving.reference,
            "/requests/": request.reference,
            "/help/users/": request.reference,
            "/help/notice/": leaving.reference,
        }
    )


def came_to_the_bank(person, *, by, bank_reference="A row of the matrix"):
    """A row of the bank's that is booked to a company, to its credit."""
    ours = account_called("main:bankgiro")
    said = Received(
        seller_id=ours.seller.id,
        account=ours.account,
        booked_on=today(),
        amount=Money(10_00),
        bank_reference=bank_reference,
    )
    owner = Owner(company_id=person.tenant_id, wanted={})
    row = book_received(said, by=by, now=now(), owner=owner)
    db.session.commit()
    return row


def euros_to_be_paid_out(person, payment="euros too much"):
    """A payout of what a company has paid too much."""
    book_payment(payment, amount=Money(10_00, "EUR"), allocations={}, on=today())
    return ask_for_payout(
        by=person,
        currency="EUR",
        account=BankAccount(AccountKind.IBAN, "SE45 5000 0000 0583 9825 7466"),
        shown=allocation(currency="EUR").fingerprint,
        now=now(),
    )


def a_year_charged_ahead(person):
    """The first day of a year that a company has had behind it."""
    year = Cadence(12, Timing.PREBILLED)
    behind = making.agreement(by=person, started_on=date(2025, 1, 1), cadence=year)
    with tenant_scope(person.tenant_id):
        db.session.get_one(AgreementTerm, (person.tenant_id, behind.terms[0].id)).until = date(
            2026, 1, 1
        )
        db.session.commit()
    return behind.started_on


def address(rule, **ids):
    filled = dict(ids)
    for name in rule.arguments - set(ids):
        filled[name] = "add" if name == "action" else ABSENT.get(name, "absent")
    return re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda m: str(filled[m[1]]), rule.rule)
