"""Billing's tests have a gateway of their own, and somebody who pays."""

import re
from datetime import date, timedelta

import pytest

from saas import outbox
from saas.billing.cards.models import Card
from saas.billing.invoices.models import Invoice
from saas.billing.ledger.models import account_credit, open_amount, open_amounts
from saas.billing.payments.jobs import ask_about_open_payments
from saas.billing.payments.models import Payment
from saas.dates import today
from saas.db import db
from saas.money import total
from saas.scope import tenant_scope
from tests.billing import making
from tests.gateway.world import gateway, path_of  # noqa: F401 - a fixture
from tests.helpcenter.making import staff_member

MONTHS = (date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1))
VISA = "4242424242424242"


@pytest.fixture
def invoices(alice, once):
    """Three open invoices of the bakery on 2026-03-02: January's is overdue. Their numbers."""

    def issued():
        agreement = making.agreement(by=alice, started_on=MONTHS[0])
        rows = [making.invoice_again(agreement, by=alice, today=day) for day in MONTHS]
        return [invoice.number for invoice in rows]

    return once("three invoices", alice, issued)


class Payer:
    """Somebody at a browser, paying invoices as the pages let them."""

    def __init__(self, person, browser, world, tell, clock):
        self.clock = clock
        self.tenant_id, self.browser, self.world, self.tell = (
            person.tenant_id, browser, world, tell,
        )  # fmt: skip

    def saves_card(self, number=VISA):
        """The public id of a card saved on the gateway's page."""
        self.browser.post("/cards/new")
        self.browser.get(path_of(self.world.saves_card(number)))
        self.tell()
        with tenant_scope(self.tenant_id):
            newest = db.session.scalars(db.select(Card.public_id).order_by(Card.id.desc())).first()
        db.session.rollback()
        return newest

    def checks(self, numbers, card):
        """The form of the check page, ready to be sent."""
        page = self.browser.get(
            "/mass-payment/check", query_string={"invoice": numbers, "card": card}
        )
        assert page.status_code == 200, page.text.partition('id="main"')[2]
        form = page.text.partition('action="/mass-payment/check"')[2].partition("</form>")[0]
        fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
        fields["invoice"] = re.findall(r'name="invoice" value="([^"]*)"', form)
        fields.pop("csrf_token")
        return fields | {"receipt": "true"}

    def sends(self, form):
        """What is answered when the form is sent."""
        return self.browser.post("/mass-payment/check", form)

    def pays(self, numbers, card):
        """Check and pay; the path of the payment's page."""
        answer = self.sends(self.checks(numbers, card))
        assert answer.status_code == 303, answer.text.partition('id="main"')[2]
        return path_of(answer.headers["Location"])

    @property
    def payments(self):
        """Every payment of the company, oldest first: (state, amount in minor units)."""
        with tenant_scope(self.tenant_id):
            rows = db.session.scalars(db.select(Payment).order_by(Payment.id)).all()
            told = [(row.state.value, row.amount_minor) for row in rows]
        db.session.rollback()
        return told

    @property
    def owes(self):
        """What is open on all invoices, and what the company has to its credit, in minor units."""
        with tenant_scope(self.tenant_id):
            ids = db.session.scalars(db.text("select id from invoices")).all()
            told = (total(open_amounts(ids).values()).minor, account_credit().minor)
        db.session.rollback()
        return told

    def tomorrow(self):
        """A day later: what had been put off until then is due."""
        self.clock.set(today() + timedelta(days=1))

    def time_goes_by(self):
        """The ten-minutes sweep, and everything that follows from it, whatever had failed."""
        ask_about_open_payments(today())
        db.session.commit()
        with tenant_scope(self.tenant_id):
            db.session.execute(db.text("update deliveries set leased_until = null"))
            db.session.commit()
        outbox.tell()
        db.session.expunge_all()


@pytest.fixture
def alice_pays(alice, as_user, gateway, tell_all, clock):  # noqa: F811
    return Payer(alice, as_user(alice), gateway, tell_all, clock)


@pytest.fixture
def open_now(alice):
    """What is open on each invoice of the bakery, and what is to its credit."""

    def told(*numbers):
        with tenant_scope(alice.tenant_id):
            amounts = [open_amount(Invoice.numbered(n).id).minor for n in numbers]
            credit = account_credit().minor
        db.session.commit()
        return [*amounts, credit]

    return told


@pytest.fixture
def march(alice):
    """299.00 for the plan and 150.00 for two seats, 561.25 with VAT."""
    return making.invoice(by=alice, today=MONTHS[2], extra_seats=2)


@pytest.fixture
def sven(as_user, database):
    return as_user(staff_member())


@pytest.fixture
def program(api_as, database):
    return api_as(staff_member("Siv"))
