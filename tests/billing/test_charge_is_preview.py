"""What was shown before the purchase is what is invoiced after it, to the öre (P11)."""

from datetime import date

from sqlalchemy import select

from saas.billing.coverage.models import invoiced_lines
from saas.billing.invoices.models import Invoice
from saas.billing.proof.models import findings
from saas.billing.seller.actions import ensure_seller
from saas.dates import now
from saas.db import db
from saas.licensing.change.actions import change_plan, preview_change
from saas.licensing.plans.rules import Cadence
from saas.scope import tenant_scope
from saas.tenants.people.models import Person
from tests.licensing.making import BASIC, PREMIUM

NOTICE = "/api/v1/plan/notice"
YEAR = Cadence(12)


def buy(boss_id, tenant_id, edition, extra_seats, **how):
    """Look at an offer and take it; what was shown."""
    with tenant_scope(tenant_id):
        boss, instant = Person.find(boss_id), now()
        wanted = {"edition_key": edition.key, "extra_seats": extra_seats, **how}
        shown = preview_change(**wanted, by=boss, now=instant)
        change_plan(**wanted, shown=shown.fingerprint, by=boss, now=instant)
        db.session.commit()
        return shown


def test_through_purchase_seats_and_upgrade(alice, clock, tell_all):
    boss_id, tenant_id = alice.id, alice.tenant_id
    seen = []
    for day, edition, seats in (
        (date(2026, 3, 2), BASIC, 1),
        (date(2026, 3, 10), BASIC, 3),
        (date(2026, 3, 20), PREMIUM, 3),
        (date(2026, 4, 30), PREMIUM, 4),
    ):
        clock.live_over(day)
        seen.append(buy(boss_id, tenant_id, edition, seats))
        tell_all()

    with tenant_scope(tenant_id):
        invoices = db.session.scalars(select(Invoice).order_by(Invoice.id)).all()
        bought = [each for each in invoices if each.issued_on in {shown.day for shown in seen}]
        assert [invoice.total for invoice in bought] == [shown.now.gross for shown in seen]
        assert [invoice.net_minor for invoice in bought] == [shown.now.net.minor for shown in seen]
        lines = invoiced_lines(invoices[0].agreement_id)
        assert [line for line in lines if line.starts_on == date(2026, 3, 20)] == list(
            seen[2].lines
        )
        assert len(invoices) == len(seen) + 1  # and April, when its period began
        db.session.rollback()
    assert findings() == []


def test_in_whole_kronor_what_the_page_says_is_to_be_paid_is(alice, as_user, clock, tell_all):
    ensure_seller().whole_kronor = True
    db.session.commit()
    boss_id, tenant_id = alice.id, alice.tenant_id
    buy(boss_id, tenant_id, BASIC, 0)
    tell_all()
    clock.live_over(date(2026, 3, 10))
    page = as_user(alice).get(f"/plan/check?edition={BASIC.key}&extra_seats=1").text

    shown = buy(boss_id, tenant_id, BASIC, 1)
    tell_all()

    with tenant_scope(tenant_id):
        invoice = db.session.scalars(select(Invoice).order_by(Invoice.id.desc())).first()
        assert invoice.rounding_minor != 0
        assert invoice.total_minor == shown.now.gross.minor + invoice.rounding_minor
        asked = f"SEK {invoice.total_minor // 100}.00"
        db.session.rollback()
    assert f"Agree and be invoiced {asked}" in page.replace("\u00a0", " ")
    assert "<dt>Rounding</dt>" in page
    assert f"<dd>{asked}</dd>" in page.replace("\u00a0", " ")


def test_a_notice_leads_to_a_prorated_last_invoice_and_no_more(alice, clock, tell_all, api_as):
    boss_id, tenant_id = alice.id, alice.tenant_id
    program = api_as(alice)
    buy(boss_id, tenant_id, BASIC, 0)
    tell_all()
    clock.live_over(date(2026, 3, 14))
    given = program.post(NOTICE)
    assert given.status_code == 201, given.json

    clock.live_over(date(2026, 6, 14), date(2026, 6, 15), date(2026, 8, 5))

    with tenant_scope(tenant_id):
        periods = db.session.execute(
            select(Invoice.issued_on, Invoice.net_minor).order_by(Invoice.id)
        ).all()
        fee = BASIC.monthly_fee
        assert [day for day, _ in periods] == [date(2026, month, 2) for month in (3, 4, 5, 6)]
        assert [net for _, net in periods] == [fee.minor] * 3 + [fee.between(0, 13, of=30).minor]
        db.session.rollback()
    assert findings() == []


def test_under_notice_of_a_year_paid_ahead_too(alice, clock, tell_all, api_as):
    """Notice credits at once the days that will not be used; a seat then costs its own days."""
    boss_id, tenant_id = alice.id, alice.tenant_id
    program, fee = api_as(alice), BASIC.price_for(YEAR).fee
    first = buy(boss_id, tenant_id, BASIC, 0, cadence=YEAR)
    tell_all()
    clock.live_over(date(2026, 3, 10))
    assert program.post(NOTICE).json["last_day"] == "2026-06-10"
    tell_all()
    clock.live_over(date(2026, 3, 20))
    seat = buy(boss_id, tenant_id, BASIC, 1)
    tell_all()
    assert program.delete(NOTICE).status_code == 200
    tell_all()
    clock.live_over(date(2026, 6, 10), date(2026, 6, 11), date(2026, 8, 5))

    unused = fee.between(101, 365, of=365)
    a_seat = BASIC.price_for(YEAR).seat_fee
    with tenant_scope(tenant_id):
        invoiced = db.session.execute(
            select(Invoice.issued_on, Invoice.net_minor).order_by(Invoice.id)
        ).all()
        assert seat.now.net == a_seat.between(18, 101, of=365)
        assert invoiced == [
            (date(2026, 3, 2), first.now.net.minor),
            (date(2026, 3, 10), -unused.minor),
            (date(2026, 3, 20), seat.now.net.minor),
            (date(2026, 3, 20), (unused + a_seat.between(101, 365, of=365)).minor),
        ]
        db.session.rollback()
    assert findings() == []
