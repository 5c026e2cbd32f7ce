"""What failed too often is seen by staff, and tried again when they say so."""

import pytest
from sqlalchemy import update

from saas.dates import clock_time
from saas.db import db
from saas.mail import Mail, write_mail
from saas.outbox import Delivery
from saas.scope import tenant_scope
from tests.helpcenter.making import staff_member


@pytest.fixture
def parked(bakery):
    """A letter of the bakery that could not be sent for two days."""
    with tenant_scope(bakery.id):
        write_mail(to="a@b.example", template="layout/letter.txt", language="en")
        db.session.execute(
            update(Delivery).values(parked_at=clock_time(), error="SMTPException: no such host")
        )
        db.session.commit()


def test_customers_do_not_find_it(as_user, alice, charlie):
    for person in (charlie, alice):
        assert as_user(person).get("/staff/parked").status_code == 404
        assert as_user(person).post("/staff/parked/2/1").status_code == 404


def test_staff_see_why_and_try_again(as_user, bakery, parked, tell_all, mails):
    browser = as_user(staff_member())
    page = browser.get("/staff/parked").text
    assert "Ågrens Bageri AB" in page
    assert "SMTPException: no such host" in page

    with tenant_scope(bakery.id):
        parked_id = db.session.scalar(db.select(Delivery.id))
    assert browser.post(f"/staff/parked/{bakery.id}/{parked_id}").status_code == 303
    tell_all()

    with tenant_scope(bakery.id):
        assert db.session.scalars(db.select(Delivery.done_at)).one() is not None
    assert (
        "Nothing is parked" in browser.get("/staff/parked", headers={"Accept-Language": "en"}).text
    )
    assert len([m for m in mails() if isinstance(m, Mail)]) == 1
