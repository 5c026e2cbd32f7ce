"""Staff write down who sells, with a sentence for whatever is wrong."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from saas.billing.accounting.export import sie_of
from saas.billing.credit_notes.actions import Because, credit_invoice
from saas.billing.numbering.actions import take_number
from saas.billing.seller.actions import ensure_seller, name_seller, seller_for
from saas.billing.seller.models import EXAMPLE, Seller, seller_in
from saas.billing.seller.selling import NobodySellsIn, SeriesIsTaken
from saas.billing.totals.rules import CreditReason
from saas.dates import now, today
from saas.db import db
from saas.licensing.catalogue.actions import store_catalogue
from saas.licensing.catalogue.models import catalogue
from saas.licensing.catalogue.writing import written
from saas.scope import tenant_scope
from tests import factories
from tests.billing import making
from tests.billing.test_payment_races import at_once
from tests.helpcenter.making import staff_member

MARCH = date(2026, 3, 1)
NORDIC = {
    "code": "nordic", "name": "Nordic AB", "org_number": "556036-2138", "vat_number": "",
    "street": "Kungsgatan 1", "postcode": "411 19", "city": "Göteborg", "country": "SE",
    "email": "faktura@nordic.example", "payment_days": "14", "fiscal_year_starts_in_month": "7",
    "series": "N", "credit_series": "NK", "currency": "SEK", "countries": "NO DK",
}  # fmt: skip

CHANGED = {name: said for name, said in NORDIC.items() if name != "code"}


@pytest.fixture
def sven(as_user, database):
    return as_user(staff_member())


def test_is_the_staff_s(as_user, charlie):
    assert as_user(charlie).get("/staff/sellers").status_code == 404
    assert as_user(charlie).post("/staff/sellers/new", NORDIC).status_code == 404


def test_another_sells_where_it_says(sven, database):
    answer = sven.post("/staff/sellers/new", NORDIC)

    assert answer.status_code == 302, answer.text
    assert "Nordic AB" in sven.get("/staff/sellers").text
    norse = factories.company(name="Fjord AS", org_number="974760673", country="NO")
    swede = factories.company()
    assert seller_for(norse).code == "nordic"
    assert seller_for(swede).code == "main"
    assert seller_for(norse, currency="EUR").code == "main"


def test_is_changed_from_its_next_invoice_on(sven, database):
    sven.post("/staff/sellers/new", NORDIC)

    page = sven.get("/staff/sellers/nordic").text
    sven.post("/staff/sellers/nordic", CHANGED | {"payment_days": "20"})

    assert 'name="code"' not in page
    assert "Kungsgatan 1" in page
    db.session.expire_all()
    assert Seller.called("nordic").payment_days == 20
    assert sven.get("/staff/sellers/nobody").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"bankgiro": "5050-1056"}, 409),
        ({"country": "NO", "org_number": "923609016"}, 409),
        ({"series": ""}, 409),
        ({"series": "abc"}, 422),
        ({"countries": "Norge"}, 422),
        ({"name": ""}, 422),
    ],
)
def test_says_what_is_wrong(sven, database, wrong, status):
    ensure_seller()
    db.session.commit()

    assert sven.post("/staff/sellers/new", NORDIC | wrong).status_code == status
    assert Seller.called("nordic") is None


def test_is_added_once_and_never_written_over(sven, database):
    ensure_seller()
    db.session.commit()

    answer = sven.post("/staff/sellers/new", NORDIC | {"code": "main"})

    assert answer.status_code == 409
    assert "Another seller has this short name" in answer.text
    db.session.expire_all()
    assert [each.name for each in Seller.all()] == ["Kundzon Exempel AB"]


NUMBERED = text("insert into number_series values (:seller, :code, 2026, 2, '2026-03-02')")


def test_sits_in_sweden_whoever_writes_it_down(saas, sven, database, tmp_path):
    """Nothing here knows what tax a seller elsewhere charges."""
    file = tmp_path / "seller.toml"
    file.write_text(EXAMPLE.read_text().replace('country = "SE"', 'country = "NO"'))

    page = sven.post("/staff/sellers/new", NORDIC | {"country": "NO", "org_number": "923609016"})
    command = saas("seller", file)

    assert "A seller in NO cannot invoice from here yet" in page.text
    assert 'href="#country"' in page.text
    assert command.exit_code == 2
    assert "country: A seller in NO cannot invoice from here yet" in command.output


class TestCurrencies:
    """A seller's books are in one currency, and what is issued is in that of its seller."""

    def test_the_price_list_says_which_a_new_seller_s_is(self, app, clock, database):
        assert name_seller(*seller_in(EXAMPLE), code="krona").currency == "SEK"
        db.session.rollback()
        in_euro = written(catalogue()).replace('currency = "SEK"', 'currency = "EUR"')
        store_catalogue(contents=in_euro, effective_from=today(), by="Signe", now=now())
        db.session.commit()
        app.extensions.pop("catalogue", None)

        try:
            assert name_seller(*seller_in(EXAMPLE), code="euro").currency == "EUR"
        finally:
            app.extensions.pop("catalogue", None)

    def test_another_sells_what_the_main_one_does_not(self, database):
        ensure_seller()
        name_seller(*seller_in(EXAMPLE), code="euro", selling={"currency": "EUR", "series": "E"})
        db.session.commit()
        company = factories.company()

        assert seller_for(company).code == "main"
        assert seller_for(company, currency="EUR").code == "euro"
        assert seller_for(company, currency="NOK").code == "main"

    def test_nothing_is_issued_in_one_that_nobody_sells_in(self, alice, inside):
        agreement = making.agreement(by=alice, started_on=MARCH, currency="EUR")

        with pytest.raises(NobodySellsIn, match="EUR"):
            making.invoice_again(agreement, by=alice, today=MARCH)
        db.session.rollback()
        name_seller(*seller_in(EXAMPLE), code="euro", selling={"currency": "EUR", "series": "E"})
        db.session.commit()
        issued = making.invoice_again(agreement, by=alice, today=MARCH)

        assert (issued.number, issued.currency) == ("E20260000001", "EUR")
        for seller in Seller.all():
            assert b"".join(sie_of(seller, 2026, written_on=MARCH))

    def test_what_was_sold_before_the_seller_changed_can_be_credited(self, alice, database):
        invoice = making.invoice(by=alice, today=MARCH)
        name_seller(*seller_in(EXAMPLE), selling={"currency": "EUR"})
        db.session.commit()
        goodwill = Because(reason=CreditReason.GOODWILL, words="", by_name="Sven")

        with tenant_scope(alice.tenant_id):
            note = credit_invoice(invoice.number, goodwill, today=MARCH)

        assert note.total == -invoice.total


def named(code, series, credit_series=""):
    """A seller with these letters, as a command or a test names one."""
    selling = {"series": series, "credit_series": credit_series}
    seller = name_seller(*seller_in(EXAMPLE), code=code, selling=selling)
    db.session.commit()
    return seller


class TestLettersAreOneSellers:
    """A number names one document of the house, whoever sold."""

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"series": "K"}, "series"),
            ({"credit_series": "K"}, "credit_series"),
            ({"credit_series": "M"}, "credit_series"),
        ],
    )
    def test_of_its_invoices_and_of_its_credit_notes(self, sven, database, wrong, field):
        named("main", "M", "K")

        page = sven.post("/staff/sellers/new", NORDIC | wrong)

        assert page.status_code == 409
        assert page.text.count("Another seller has these letters") == 2
        assert f'href="#{field}"' in page.text
        assert Seller.called("nordic") is None

    def test_for_good_once_a_number_began_with_them(self, database, owner_engine):
        main = named("main", "M", "K")
        with owner_engine.begin() as owner:
            owner.execute(text("set local session_replication_role = replica"))
            owner.execute(NUMBERED, {"seller": main.id, "code": "K"})
        named("main", "M", "C")
        named("main", "M")

        with pytest.raises(SeriesIsTaken):
            named("other", "B", "K")
        db.session.rollback()
        assert named("other", "B", "C").credit_series == "C"
        assert named("main", "M", "K").credit_series == "K"

    def test_whoever_is_first(self, app, database):
        main, other = named("main", "", "").id, named("other", "B").id
        db.session.remove()

        def asks(code, series):
            def deed():
                with app.app_context():
                    try:
                        return named(code, series, "K").id
                    except SeriesIsTaken:
                        return None
                    finally:
                        db.session.remove()

            return deed

        told = at_once([asks("main", ""), asks("other", "B")] * 4)

        assert set(told) in ({None, main}, {None, other})

    def test_says_the_database_too(self, database, owner_engine):
        main = named("main", "")
        named("other", "B", "K")

        with pytest.raises(IntegrityError, match="a_series_is_its_owner_s"):
            take_number(main, today=today(), code="K")
        db.session.rollback()
        with (
            pytest.raises(IntegrityError, match="a_seller_owns_its_letters"),
            owner_engine.begin() as owner,
        ):
            owner.execute(text("update sellers set series = 'K' where code = 'main'"))
