"""A dry run: it says what a run then issues, beside last time, and writes nothing."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from saas.billing.batches.actions import issue_chunk, start_run
from saas.billing.batches.models import chunks_left
from saas.billing.dry_run.models import dry_run
from saas.billing.dry_run.rules import Before, DryRun, Issuable, Mark, Sums, Way, said
from saas.dates import now
from saas.db import db
from saas.licensing.agreement.rules import Period
from saas.licensing.lines.rules import ChargeLine, Item
from saas.money import Money
from saas.scope import tenant_scope
from saas.tenants.company.models import our_company
from tests.billing import making

MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)


def line(item=Item.PLAN, name="Basic", net=299_00):
    return ChargeLine(
        item=item,
        edition="basic-2026",
        name=name,
        quantity=1,
        unit_price=Money(abs(net)),
        period=Period(APRIL, MAY),
        starts_on=APRIL,
        until=MAY,
        net=Money(net),
    )


def issuable(net=299_00, before=299_00, **other):
    last = Before("20260000001", MARCH, Money(before), frozenset({("plan", "Basic")}))
    made = Issuable(
        company="Ågrens Bageri AB",
        customer_number="100001",
        agreement_id=1,
        lines=(line(net=net),),
        sums=Sums(Money(net), Money(net // 4), Money(net + net // 4)),
        way=Way.CHUNK,
        before=last,
    )
    return replace(made, **other)


class TestAnInvoiceBesideTheOneBefore:
    @pytest.mark.parametrize(
        ("net", "mark", "words"),
        [
            (299_00, Mark.SAME, "as last time"),
            (358_80, Mark.SAME, "as last time"),  # 20 % more, and not more than that
            (358_81, Mark.CHANGED, "differs by +20 %"),
            (149_50, Mark.CHANGED, "differs by -50 %"),
            (-100_00, Mark.CREDIT, "credit note"),
        ],
    )
    def test_differs_by_more_than_so_many_per_cent(self, net, mark, words):
        one = issuable(net)

        assert one.mark(differs=20) is mark
        assert str(said(one, differs=20)) == words

    def test_is_the_first_or_comes_no_more(self):
        assert replace(issuable(), before=None).mark(differs=20) is Mark.NEW
        assert issuable(lines=()).mark(differs=20) is Mark.GONE
        assert replace(issuable(), before=None).gone == []

    def test_says_what_is_new_on_it_and_what_is_gone(self):
        seats = line(item=Item.SEATS, name="Extra")
        one = issuable(lines=(seats,))

        assert (one.is_new(seats), one.is_new(line()), one.gone) == (True, False, ["Basic"])
        assert one.mark(differs=1_000) is Mark.CHANGED
        assert str(said(one, differs=1_000)) == "differs"
        assert not replace(one, before=None).is_new(seats)

    def test_in_another_currency_it_differs_by_no_percentage(self):
        euro = Money(299_00, "EUR")
        one = issuable(sums=Sums(euro, euro, euro))

        assert (one.mark(differs=50), one.change) == (Mark.CHANGED, None)
        assert issuable(lines=()).change is None
        assert issuable(before=0).change is None

    @given(st.integers(1, 10**7), st.integers(1, 10**7), st.integers(0, 1000))
    def test_up_and_down_are_measured_alike(self, was, more, differs):
        up, down = issuable(was + more, before=was), issuable(was - more, before=was)
        marks = up.mark(differs=differs), down.mark(differs=differs)

        assert (marks[0] is Mark.CHANGED) == (more * 100 > differs * was)
        assert marks[0] is marks[1] or down.sums.total.minor < 0
        assert up.change == -down.change


def test_the_sums_are_of_what_would_be_issued_now_by_currency():
    euro = Money(100, "EUR")
    found = DryRun(
        day=APRIL,
        differs=20,
        found=[
            issuable(),
            issuable(agreement_id=2),
            issuable(agreement_id=3, sums=Sums(euro, euro, euro), way=Way.APART),
            issuable(agreement_id=4, way=Way.HELD),
            issuable(agreement_id=5, lines=()),
        ],
        companies=5,
        looked_at=4,
    )

    assert {currency: sums.net for currency, sums in found.sums.items()} == {
        "EUR": euro,
        "SEK": Money(598_00),
    }
    assert (found.invoices, found.is_whole) == (3, False)
    assert found.ways == {Way.CHUNK: 2, Way.APART: 1, Way.HELD: 1}
    assert [one.agreement_id for one in found.marked(Mark.GONE)] == [5]
    assert len(found.marked()) == 5
    assert found.fingerprint != replace(found, day=MAY).fingerprint


def invoiced_in_march(*people, **agreed):
    for person in people:
        bought = making.agreement(by=person, started_on=MARCH, **agreed)
        making.invoice_again(bought, by=person, today=MARCH)
        yield bought


def rows(owner_engine):
    tables = ("invoices", "given_numbers", "announcements", "billing_runs", "ledger_entries")
    with owner_engine.connect() as owner:
        days = owner.scalar(text("select string_agg(due_on::text, ' ') from billing_days"))
        return days, [owner.scalar(text(f"select count(*) from {table}")) for table in tables]


def net_of_all(day):
    run = start_run(day, by="test", now=now())
    db.session.commit()
    for position in chunks_left(run):
        issue_chunk(run, position, now=now())
        db.session.commit()


class TestADryRun:
    def test_of_charlie_says_nothing_of_us(self, alice, charlie):
        list(invoiced_in_march(alice, charlie))

        [his] = dry_run(APRIL, differs=20, only_for=charlie.tenant_id).found

        with tenant_scope(charlie.tenant_id):
            assert his.customer_number == our_company().customer_number

    def test_says_what_the_run_then_issues_and_writes_nothing(self, alice, charlie, owner_engine):
        list(invoiced_in_march(alice, charlie, extra_seats=2))
        before = rows(owner_engine)
        found = dry_run(APRIL, differs=20)
        db.session.commit()
        assert rows(owner_engine) == before

        net_of_all(APRIL)
        with owner_engine.connect() as owner:
            issued = owner.execute(
                text("select count(*), sum(total_minor) from invoices where issued_on = :day"),
                {"day": APRIL},
            ).one()
        assert (found.invoices, found.sums["SEK"].total.minor) == tuple(issued)
        assert found.counts == {Mark.SAME: 2}
        assert (found.companies, found.looked_at) == (2, 2)
        assert dry_run(APRIL, differs=20).found == []

    def test_marks_what_differs(self, alice, charlie):
        bought, _other = invoiced_in_march(alice, charlie)
        making.terms(bought, by=alice, starts_on=APRIL, extra_seats=5)
        with tenant_scope(charlie.tenant_id):
            db.session.execute(text("update agreement_terms set until = '2026-04-01'"))
            db.session.commit()

        found = dry_run(APRIL, differs=20)

        assert found.counts == {Mark.CHANGED: 1, Mark.GONE: 1}
        [changed] = found.marked(Mark.CHANGED)
        assert [changed.is_new(each) for each in changed.lines] == [False, True]
        assert changed.before.net == Money(299_00)
        assert found.marked(Mark.GONE)[0].gone == ["Basic"]

    def test_shows_the_first_invoice_of_whom_was_never_compared(self, alice):
        making.agreement(by=alice, started_on=MARCH)

        [first] = dry_run(MARCH, differs=20).found

        assert (first.way, first.mark(differs=20)) == (Way.APART, Mark.NEW)
        assert first.sums.total == Money(373_75)
        assert dry_run(MARCH, differs=20, only_for=1).found == []

    def test_shows_what_stands_apart_and_what_waits_for_an_order(self, alice, as_user):
        list(invoiced_in_march(alice))
        as_user(alice).post("/purchase-orders/demand", {"demands_order": "true"})

        held = dry_run(APRIL, differs=20)

        assert [one.way for one in held.found] == [Way.HELD]
        assert (held.invoices, held.sums) == (0, {})

    def test_shows_a_credit_note_as_one(self, alice, owner_engine):
        [bought] = invoiced_in_march(alice, extra_seats=5)
        making.terms(bought, by=alice, starts_on=date(2026, 3, 2), fee=0)
        with owner_engine.begin() as owner:
            owner.execute(text("update billing_days set due_on = '2026-03-02'"))

        [one] = dry_run(date(2026, 3, 2), differs=20).found

        assert (one.way, one.mark(differs=20)) == (Way.APART, Mark.CREDIT)
        assert one.sums.total.minor < 0

    def test_of_a_company_that_stands_apart_and_owes_nothing_is_silent(self, alice, as_user):
        making.agreement(by=alice, started_on=MARCH, fee=0)
        as_user(alice).post("/purchase-orders/demand", {"demands_order": "true"})

        assert dry_run(MARCH, differs=20).found == []

    def test_looks_no_further_than_it_is_told(self, alice, charlie):
        list(invoiced_in_march(alice, charlie))

        found = dry_run(APRIL, differs=20, at_most=0)

        assert (found.found, found.companies, found.is_whole) == ([], 2, False)
