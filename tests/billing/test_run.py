"""Which agreements the calendar finds due, and that the run leaves the rest alone."""

from datetime import date

from sqlalchemy import func, select

from saas.billing.invoices.models import Invoice
from saas.billing.run.actions import start_billing_run
from saas.billing.run.models import agreements_due
from saas.db import db
from saas.scope import tenant_scope
from tests.billing import making

MARCH = date(2026, 3, 1)


class TestAgreementsDue:
    def test_are_those_whose_period_begins(self, alice, charlie):
        ours = making.agreement(by=alice, started_on=MARCH)
        theirs = making.agreement(by=charlie, started_on=date(2026, 3, 2))

        assert agreements_due(date(2026, 2, 28)) == []
        assert agreements_due(MARCH) == [(alice.tenant_id, ours.id)]
        assert agreements_due(date(2026, 3, 2)) == [
            (alice.tenant_id, ours.id),
            (charlie.tenant_id, theirs.id),
        ]

    def test_are_not_those_already_invoiced(self, alice):
        agreement = making.agreement(by=alice, started_on=MARCH)
        making.invoice_again(agreement, by=alice, today=MARCH)

        assert agreements_due(date(2026, 3, 31)) == []
        assert agreements_due(date(2026, 4, 1)) == [(alice.tenant_id, agreement.id)]

    def test_are_not_those_without_a_price(self, alice):
        making.agreement(by=alice, started_on=MARCH, fee=0)

        assert agreements_due(MARCH) == []

    def test_are_not_those_that_have_ended(self, alice):
        agreement = making.agreement(by=alice, started_on=MARCH)
        making.invoice_again(agreement, by=alice, today=MARCH)
        with tenant_scope(alice.tenant_id):
            agreement.terms[-1].until = date(2026, 4, 1)
            db.session.commit()
        making.invoice_again(agreement, by=alice, today=date(2026, 4, 1))

        assert agreements_due(date(2026, 5, 1)) == []


def test_a_run_started_three_times_invoices_once(alice, charlie, tell_all, clock):
    alice_there, charlie_there = (
        making.agreement(by=person, started_on=MARCH).tenant_id for person in (alice, charlie)
    )
    for _ in range(3):
        start_billing_run(MARCH)
        db.session.commit()
    tell_all()

    assert start_billing_run(MARCH) == 0
    for tenant_id in (alice_there, charlie_there):
        with tenant_scope(tenant_id):
            assert db.session.scalar(select(func.count()).select_from(Invoice)) == 1
