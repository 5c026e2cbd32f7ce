"""Purchase orders: which one an invoice names, when it waits, and what is left."""

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.billing.invoices.models import Invoice
from saas.billing.purchase_orders.actions import add_order
from saas.billing.purchase_orders.models import HeldInvoice, register
from saas.billing.purchase_orders.rules import (
    Order,
    OrderDoesNotFit,
    OrderMissing,
    OrderState,
    order_as_written,
    order_for,
)
from saas.billing.run.models import BillingDay
from saas.dates import now
from saas.db import db
from saas.money import Money
from saas.scope import tenant_scope
from saas.tenants.company.models import our_company
from tests.billing import making
from tests.helpcenter.making import staff_member

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
ONE = Order(id=1, number="PO-1", valid_from=MARCH, used=Money(0))


@pytest.fixture
def agreement(alice):
    """Basic at 299.00 a month from March; its number, to be invoiced again."""
    row = making.agreement(by=alice, started_on=MARCH)
    return SimpleNamespace(id=row.id, public_id=row.public_id)


def orders(alice, number="PO-1", cap=None, **said):
    with tenant_scope(alice.tenant_id):
        add_order(
            by=alice,
            number=number,
            valid_from=said.pop("valid_from", MARCH),
            cap=None if cap is None else Money(cap),
            now=now(),
            **said,
        )
        db.session.commit()


def demands(alice, as_user):
    as_user(alice).post("/purchase-orders/demand", {"demands_order": "true"})


def named(invoice):
    return invoice.snapshot.get("order_reference")


class TestCharlie:
    def test_sees_and_takes_back_nothing_of_ours(self, api_as, charlie, alice, agreement):
        program = api_as(charlie)
        orders(alice)
        ours = api_as(alice).get("/api/v1/purchase-orders").json["data"][0]["id"]

        assert program.get("/api/v1/purchase-orders").json["data"] == []
        assert program.post(f"/api/v1/purchase-orders/{ours}/withdrawal").status_code == 404

    def test_changes_nothing_of_ours(self, api_as, as_user, charlie, alice):
        id_ = api_as(alice).post("/api/v1/purchase-orders", {"number": "PO-1"}).json["id"]

        assert api_as(charlie).put(f"/api/v1/purchase-orders/{id_}", json={}).status_code == 404
        assert as_user(charlie).get(f"/purchase-orders/{id_}/change").status_code == 404

    def test_may_have_an_order_of_the_same_number(self, api_as, charlie, alice, agreement):
        program = api_as(charlie)
        orders(alice, "PO-1")

        assert program.post("/api/v1/purchase-orders", {"number": "PO-1"}).status_code == 201

    def test_is_not_invoiced_under_our_order(self, alice, charlie, agreement):
        orders(alice)

        assert named(making.invoice(by=charlie, today=MARCH)) is None


class TestWhoMay:
    def test_bob_neither_looks_nor_enters(self, api_as, bob):
        program = api_as(bob)
        assert program.get("/api/v1/purchase-orders").status_code == 403
        assert program.post("/api/v1/purchase-orders", {"number": "1"}).status_code == 403


class TestTheChoice:
    def test_is_none_where_none_is_valid(self):
        day = date(2026, 3, 15)
        wrong = [
            replace(ONE, withdrawn=True),
            replace(ONE, valid_from=date(2026, 3, 16)),
            replace(ONE, valid_until=date(2026, 3, 14)),
            replace(ONE, cap=Money(100), used=Money(100)),
            replace(ONE, cap=Money(100), used=Money(1)),
            replace(ONE, cap=Money(1000, "EUR"), used=Money(0, "EUR")),
            replace(ONE, agreement_id=8),
        ]

        assert order_for(wrong, agreement_id=7, on=day, net=Money(100)) is None
        assert [order.state(day) for order in wrong] == [
            OrderState.WITHDRAWN,
            OrderState.TO_COME,
            OrderState.EXPIRED,
            OrderState.USED_UP,
            *[OrderState.VALID] * 3,
        ]

    def test_takes_both_days_of_validity(self):
        order = replace(ONE, valid_until=MARCH)

        assert order_for([order], agreement_id=7, on=MARCH, net=Money(1)) == order

    def test_prefers_the_agreements_own_then_the_one_that_ends_first(self):
        general = replace(ONE, id=2, valid_until=date(2026, 3, 31))
        own = replace(ONE, id=3, agreement_id=7)
        sooner = replace(own, id=4, valid_until=date(2026, 12, 31))

        def chosen(*orders):
            return order_for(orders, agreement_id=7, on=MARCH, net=Money(1)).id

        assert (chosen(ONE, general), chosen(general, own), chosen(own, sooner)) == (2, 3, 4)

    @given(
        caps=st.lists(st.one_of(st.none(), st.integers(1, 50)), max_size=4),
        nets=st.lists(st.integers(1, 20), max_size=12),
    )
    def test_never_passes_a_cap_and_never_splits(self, caps, nets):
        """Whatever is invoiced in whatever order, no order carries more than its cap."""
        book = {
            n: replace(ONE, id=n, cap=None if cap is None else Money(cap))
            for n, cap in enumerate(caps)
        }
        for net in nets:
            found = order_for(book.values(), agreement_id=None, on=MARCH, net=Money(net))
            if found is None:
                assert all(not order.has_room_for(Money(net)) for order in book.values())
            else:
                book[found.id] = replace(found, used=found.used + Money(net))
        assert all(order.cap is None or order.used <= order.cap for order in book.values())


class TestTheForm:
    @pytest.mark.parametrize(("currency", "label"), [("SEK", "kr"), ("EUR", "EUR")])
    def test_asks_for_a_cap_in_the_currency_of_the_agreement(self, as_user, alice, currency, label):
        making.agreement(by=alice, started_on=date(2026, 3, 1), currency=currency)

        page = as_user(alice).get("/purchase-orders").text

        assert f'<span class="affix" aria-hidden="true">{label}</span>' in page


class TestAnInvoiceWrittenByHand:
    NET = Money(50_00)

    def named(self, written, *orders, demanded=False):
        return order_as_written(written, orders, on=MARCH, net=self.NET, demanded=demanded)

    def test_names_what_is_written_if_that_has_room_or_is_not_in_the_list(self):
        assert self.named("PO-1", ONE) == "PO-1"
        assert self.named("told by telephone", ONE, demanded=True) == "told by telephone"

    def test_names_the_one_that_fits_where_nothing_is_written(self):
        full = replace(ONE, id=2, number="PO-2", cap=Money(49_99), valid_until=MARCH)

        assert self.named("", full, ONE, demanded=True) == "PO-1"
        assert self.named("", full) == ""

    @pytest.mark.parametrize(
        "unfit", [{"cap": Money(49_99)}, {"withdrawn": True}, {"agreement_id": 7}]
    )
    def test_is_refused_an_order_that_does_not_fit(self, unfit):
        with pytest.raises(OrderDoesNotFit):
            self.named("PO-1", replace(ONE, **unfit))
        with pytest.raises(OrderMissing):
            self.named("", replace(ONE, **unfit), demanded=True)

    def test_uses_the_order_up(self, alice, api_as):
        orders(alice, cap=50_00)
        staff = api_as(staff_member())
        with tenant_scope(alice.tenant_id):
            number = our_company().customer_number
        db.session.rollback()
        line = {"text": "Advice", "quantity": 1, "unit_price_minor": 50_00, "rate": "standard"}
        said = {"customer_number": number, "lines": [line]}

        first = staff.post("/api/v1/staff/invoices", said)
        again = staff.post("/api/v1/staff/invoices", said | {"order_reference": "PO-1"})

        assert first.status_code == 201
        assert again.json["type"] == "/problems/order-does-not-fit"
        with tenant_scope(alice.tenant_id):
            assert [named(each) for each in db.session.scalars(db.select(Invoice))] == ["PO-1"]
        db.session.rollback()


class TestAnInvoice:
    def test_names_the_order_and_uses_it(self, alice, agreement, as_user):
        orders(alice, cap=300_00)
        invoice = making.invoice_again(agreement, by=alice, today=MARCH)
        number = invoice.number

        assert named(invoice) == "PO-1"
        with tenant_scope(alice.tenant_id):
            [(_row, order)] = register()
        assert (order.used, order.left) == (Money(299_00), Money(1_00))
        assert "PO-1" in as_user(alice).get(f"/invoices/{number}").text

    def test_is_found_by_it(self, alice, agreement, api_as):
        orders(alice)
        invoice = making.invoice_again(agreement, by=alice, today=MARCH)

        answer = api_as(alice).get("/api/v1/invoices?search=PO-1").json

        assert [row["number"] for row in answer["data"]] == [invoice.number]

    def test_goes_to_the_next_order_when_one_has_no_room_for_it(self, alice, agreement):
        orders(alice, "PO-1", cap=400_00)
        orders(alice, "PO-2")
        first = making.invoice_again(agreement, by=alice, today=MARCH)
        second = making.invoice_again(agreement, by=alice, today=APRIL)

        assert (named(first), named(second)) == ("PO-1", "PO-2")

    def test_taken_back_gives_room_again(self, alice, agreement):
        orders(alice, cap=300_00)
        making.invoice_again(agreement, by=alice, today=MARCH)
        making.terms(agreement, by=alice, starts_on=date(2026, 3, 17), fee=199_00, name="Lite")
        note = making.invoice_again(agreement, by=alice, today=date(2026, 3, 17))

        with tenant_scope(alice.tenant_id):
            [(_row, order)] = register()
        assert named(note) == "PO-1"
        assert order.used == Money(299_00 + note.net_minor)

    def test_without_an_order_says_nothing_of_one(self, alice, agreement):
        assert (
            "order_reference" not in making.invoice_again(agreement, by=alice, today=MARCH).snapshot
        )


class TestWaiting:
    def test_holds_the_invoice_and_says_so_once(
        self, alice, agreement, as_user, api_as, tell_all, mails
    ):
        demands(alice, as_user)

        assert making.invoice_again(agreement, by=alice, today=MARCH) is None
        assert making.invoice_again(agreement, by=alice, today=date(2026, 3, 2)) is None
        tell_all()

        assert [m.subject for m in mails()] == ["We need an order number for your next invoice"]
        assert "An invoice waits for an order number" in as_user(alice).get("/purchase-orders").text
        assert api_as(alice).get("/api/v1/purchase-orders").json["held"] == [
            {"net": {"minor": 299_00, "currency": "SEK"}, "since": "2026-03-01"}
        ]
        with tenant_scope(alice.tenant_id):
            assert db.session.scalars(db.select(BillingDay.due_on)).all() == [date(2026, 3, 2)]

    def test_ends_when_an_order_is_entered(self, alice, agreement, as_user, tell_all):
        demands(alice, as_user)
        making.invoice_again(agreement, by=alice, today=MARCH)

        as_user(alice).post("/purchase-orders", {"number": "PO-7", "valid_from": "2026-03-01"})
        tell_all()

        with tenant_scope(alice.tenant_id):
            [invoice] = db.session.scalars(db.select(Invoice)).all()
            assert named(invoice) == "PO-7"
            assert HeldInvoice.standing() == []
        db.session.rollback()

    def test_ends_when_none_is_demanded_any_more(self, alice, agreement, as_user, tell_all):
        demands(alice, as_user)
        making.invoice_again(agreement, by=alice, today=MARCH)

        as_user(alice).post("/purchase-orders/demand", {"demands_order": "false"})
        tell_all()

        with tenant_scope(alice.tenant_id):
            assert len(db.session.scalars(db.select(Invoice)).all()) == 1
        db.session.rollback()

    def test_does_not_end_by_an_order_without_room(self, alice, agreement, as_user, tell_all):
        demands(alice, as_user)
        orders(alice, cap=298_99)

        assert making.invoice_again(agreement, by=alice, today=MARCH) is None

    def test_ends_when_an_order_is_given_room(self, alice, agreement, as_user, api_as, tell_all):
        demands(alice, as_user)
        orders(alice, cap=298_99)
        making.invoice_again(agreement, by=alice, today=MARCH)
        [row] = api_as(alice).get("/api/v1/purchase-orders").json["data"]
        page = as_user(alice).get(f"/purchase-orders/{row['id']}/change").text
        assert 'value="298.99"' in page

        as_user(alice).post(
            f"/purchase-orders/{row['id']}/change", {"cap": "299", "valid_until": ""}
        )
        tell_all()

        with tenant_scope(alice.tenant_id):
            [invoice] = db.session.scalars(db.select(Invoice)).all()
            assert named(invoice) == "PO-1"
        db.session.rollback()

    def test_is_over_when_nothing_is_owed(self, alice, agreement, as_user):
        demands(alice, as_user)
        making.invoice_again(agreement, by=alice, today=MARCH)
        making.terms(agreement, by=alice, starts_on=MARCH, fee=0, name="Free")

        assert making.invoice_again(agreement, by=alice, today=MARCH) is None
        with tenant_scope(alice.tenant_id):
            assert HeldInvoice.standing() == []
        db.session.rollback()


class TestTheRegister:
    def test_refuses_a_number_twice_and_days_in_the_wrong_order(self, api_as, alice):
        program = api_as(alice)
        program.post("/api/v1/purchase-orders", {"number": "PO-1"})

        twice = program.post("/api/v1/purchase-orders", {"number": "PO-1"})
        backwards = program.post(
            "/api/v1/purchase-orders",
            {"number": "PO-2", "valid_from": "2026-03-02", "valid_until": "2026-03-01"},
        )
        nothing = program.post("/api/v1/purchase-orders", {"number": "PO-3", "cap": "0"})

        assert twice.json["type"] == "/problems/order-number-taken"
        assert backwards.json["errors"] == {"valid_until": ["The last day comes before the first."]}
        assert nothing.status_code == 422

    def test_an_order_is_taken_back_once(self, api_as, alice):
        program = api_as(alice)
        id_ = program.post("/api/v1/purchase-orders", {"number": "PO-1"}).json["id"]

        first = program.post(f"/api/v1/purchase-orders/{id_}/withdrawal")
        again = program.post(f"/api/v1/purchase-orders/{id_}/withdrawal")

        assert (first.status_code, again.status_code) == (204, 409)
        [row] = program.get("/api/v1/purchase-orders").json["data"]
        assert row["state"] == "withdrawn"

    def test_an_order_that_was_taken_back_is_given_again(self, api_as, alice):
        program = api_as(alice)
        id_ = program.post("/api/v1/purchase-orders", {"number": "PO-1"}).json["id"]
        program.post(f"/api/v1/purchase-orders/{id_}/withdrawal")

        changed = program.put(
            f"/api/v1/purchase-orders/{id_}", json={"valid_until": "2026-12-31", "cap": "100"}
        )

        assert changed.status_code == 204
        [row] = program.get("/api/v1/purchase-orders").json["data"]
        assert (row["state"], row["valid_until"], row["cap"]["minor"]) == (
            "valid",
            "2026-12-31",
            100_00,
        )

    def test_an_order_cannot_end_before_it_begins(self, as_user, api_as, alice):
        program = api_as(alice)
        id_ = program.post("/api/v1/purchase-orders", {"number": "PO-1"}).json["id"]

        page = as_user(alice).post(
            f"/purchase-orders/{id_}/change", {"valid_until": "2026-03-01", "cap": "5"}
        )

        assert page.status_code == 409
        assert "The last day comes before the first." in page.text

    def test_shows_what_is_left(self, as_user, alice, agreement):
        orders(alice, cap=1_000_00, valid_until=MARCH + timedelta(days=30))
        making.invoice_again(agreement, by=alice, today=MARCH)

        page = as_user(alice).get("/purchase-orders").text.replace("\u00a0", " ")

        assert "SEK 701.00" in page
        assert "31 March 2026" in page
