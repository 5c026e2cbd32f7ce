"""Another list of plans in place of the one in force: by command, over the API, by staff."""

import json
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from saas.dates import now
from saas.db import db
from saas.licensing.catalogue.actions import (
    CatalogueBeginsInThePast,
    CatalogueOutdated,
    CatalogueRefused,
    compared,
    store_catalogue,
)
from saas.licensing.catalogue.difference import words_of
from saas.licensing.catalogue.models import (
    SoldEdition,
    StoredCatalogue,
    as_sold,
    catalogue,
    catalogue_anew,
    catalogue_on,
    note_sale,
)
from saas.licensing.catalogue.reading import read_catalogue
from saas.licensing.catalogue.rules import Catalogue, EditionOutdated
from saas.licensing.catalogue.writing import written
from saas.money import Money
from tests.asking import questions
from tests.helpcenter.making import staff_member
from tests.licensing.making import BASIC, CATALOGUE, ENTERPRISE, FREE, PREMIUM, agreed

MONDAY, LATER = date(2026, 3, 2), date(2026, 6, 1)
DEARER = replace(
    BASIC, edition="2026b", sold_from=LATER, monthly_fee=Money.sek(299), prices=(), limits={}
)
WITH_DEARER = replace(CATALOGUE, editions=(FREE, BASIC, DEARER, PREMIUM, ENTERPRISE))
CHEAPER = replace(
    CATALOGUE, editions=(FREE, replace(BASIC, monthly_fee=Money.sek(199)), PREMIUM, ENTERPRISE)
)
API = "/api/v1/staff/plans"


@pytest.fixture(autouse=True)
def _forgotten(app, database):
    """The list a test has stored is nobody else's."""
    yield
    app.extensions.pop("catalogue", None)


def stored(listed, *, begins=MONDAY, **options):
    found = store_catalogue(
        contents=written(listed), effective_from=begins, by="Signe", now=now(), **options
    )
    db.session.commit()
    return found


def rows():
    return db.session.scalars(select(StoredCatalogue)).all()


class TestAnotherCompany:
    def test_keeps_what_it_has_agreed_to(self, as_user, api_as, alice, charlie, clock):
        agreed(charlie)
        stored(WITH_DEARER)
        clock.set(LATER)
        agreed(alice, edition=DEARER)

        assert api_as(charlie).get("/api/v1/plan").json["edition"] == BASIC.key
        assert api_as(alice).get("/api/v1/plan").json["edition"] == DEARER.key


class TestInForce:
    def test_is_the_one_stored_in_place_of_the_file(self, database):
        assert catalogue().on_sale(MONDAY)[1] == BASIC
        stored(CHEAPER)

        assert catalogue_anew()[BASIC.key].monthly_fee == Money.sek(199)
        assert catalogue()[BASIC.key].monthly_fee == Money.sek(199)

    def test_begins_on_its_day(self, database, clock):
        stored(WITH_DEARER, begins=LATER)

        assert len(catalogue_anew().editions) == 4
        clock.set(LATER)
        assert len(catalogue().editions) == 5
        assert catalogue_on(MONDAY) == CATALOGUE

    def test_is_replaced_by_the_one_stored_after_it_though_it_was_to_begin_later(self, database):
        stored(WITH_DEARER, begins=LATER)
        stored(CHEAPER)

        assert catalogue_on(LATER) == CHEAPER

    def test_a_page_asks_nothing_more(self, app, as_user, alice):
        browser = as_user(alice)
        browser.get("/plan/features")
        with questions(app) as asked:
            browser.get("/plan/features")

        assert not [statement for statement in asked if "catalogues" in statement]

    def test_another_process_s_list_is_known_within_seconds(self, app, database):
        catalogue()
        stored(CHEAPER)
        known = app.extensions["catalogue"]
        assert catalogue() == CATALOGUE
        app.extensions["catalogue"] = replace(
            known, read_at=known.read_at.replace(year=known.read_at.year - 1)
        )

        assert catalogue() == CHEAPER

    def test_rows_are_never_edited(self, database):
        stored(CHEAPER)
        with pytest.raises(Exception, match=r"never edited|permission denied"):
            db.session.execute(db.update(StoredCatalogue).values(by="somebody else"))
        db.session.rollback()


class TestStoring:
    def test_refuses_what_changes_an_edition_that_was_sold(self, alice):
        agreed(alice)

        with pytest.raises(CatalogueRefused, match="never changes: put it back, and list a new"):
            stored(CHEAPER)
        with pytest.raises(CatalogueRefused, match="must stay listed"):
            stored(replace(CATALOGUE, editions=(FREE, PREMIUM, ENTERPRISE)))
        assert rows() == []
        assert stored(WITH_DEARER).new == (DEARER.key,)

    def test_what_may_be_sold_until_then_counts_as_sold(self, database):
        with pytest.raises(CatalogueRefused, match="basic-2026 has been sold, or may be until"):
            stored(CHEAPER, begins=LATER)
        assert stored(WITH_DEARER, begins=LATER).new == (DEARER.key,)

    def test_stores_nothing_where_nothing_changes(self, database):
        assert stored(CATALOGUE).is_none
        assert rows() == []

    def test_names_what_is_wrong(self, database):
        wrong = written(CATALOGUE).replace('"249.00"', '"249"')

        with pytest.raises(CatalogueRefused, match="edition 2, monthly_fee"):
            store_catalogue(contents=wrong, effective_from=MONDAY, by="Signe", now=now())

    def test_never_reaches_back(self, database):
        with pytest.raises(CatalogueBeginsInThePast):
            stored(WITH_DEARER, begins=date(2026, 3, 1))

    def test_stores_what_was_shown_or_nothing(self, database):
        shown = compared(contents=written(CHEAPER), effective_from=MONDAY, today=MONDAY)
        stored(WITH_DEARER)

        with pytest.raises(CatalogueOutdated):
            stored(CHEAPER, shown=shown.fingerprint)
        assert len(rows()) == 1


class TestASale:
    def test_keeps_the_words_as_they_were(self, database):
        note_sale(BASIC, at=now())

        assert as_sold(BASIC.key) == json.loads(json.dumps(words_of(BASIC)))

    def test_waits_for_nobody_s_old_list(self, database):
        stored(CHEAPER)

        with pytest.raises(EditionOutdated):
            note_sale(BASIC, at=now())
        assert db.session.scalars(select(SoldEdition)).all() == []


class TestTheCommand:
    @pytest.fixture
    def file(self, tmp_path):
        def holding(listed):
            path = tmp_path / "plans.toml"
            path.write_text(written(listed), encoding="utf-8")
            return path

        return holding

    def test_shows_the_difference_and_asks(self, saas, file):
        answer = saas("plans", "load", file(WITH_DEARER), input="n\n")

        assert answer.exit_code == 1
        assert "+ basic-2026b: new" in answer.output
        assert "Store it?" in answer.output
        assert rows() == []
        assert saas("plans", "load", file(WITH_DEARER), input="y\n").exit_code == 0
        assert [row.effective_from for row in rows()] == [MONDAY]
        assert "(command line)" in rows()[0].by

    def test_tries_without_storing(self, saas, file):
        answer = saas("plans", "load", file(CHEAPER), "--dry-run")

        assert answer.exit_code == 0
        assert "~ basic-2026, monthly_fee: 249.00 SEK -> 199.00 SEK" in answer.output
        assert rows() == []

    def test_stores_from_a_day_without_asking(self, saas, file):
        answer = saas("plans", "load", file(WITH_DEARER), "--from", "2026-06-01", "--yes")

        assert "Stored. In force from 2026-06-01." in answer.output
        assert [row.effective_from for row in rows()] == [LATER]
        assert saas("plans", "load", file(CATALOGUE), "--yes").output == "Nothing changes.\n"

    def test_refuses_with_the_remedy(self, saas, file, alice):
        agreed(alice)
        answer = saas("plans", "load", file(CHEAPER), "--yes")

        assert answer.exit_code == 1
        assert "! basic-2026 has been sold" in answer.output
        assert rows() == []

    def test_speaks_json(self, saas, file):
        answer = saas("plans", "load", file(WITH_DEARER), "--json")

        assert json.loads(answer.stdout) == {
            "new": [DEARER.key], "gone": [], "changed": [], "remedies": [],
            "effective_from": "2026-03-02", "stored": True,
        }  # fmt: skip

    def test_says_what_is_wrong_in_the_file(self, saas, tmp_path):
        path = tmp_path / "plans.toml"
        path.write_text(written(CATALOGUE).replace('"249.00"', "249.0"), encoding="utf-8")
        answer = saas("plans", "load", path, "--yes")

        assert answer.exit_code == 2
        assert "edition 2, monthly_fee: Write the price as text" in answer.output

    def test_refuses_a_day_that_has_passed(self, saas, file):
        answer = saas("plans", "load", file(WITH_DEARER), "--from", "2026-03-01", "--yes")

        assert answer.exit_code == 1
        assert "from today or a later day" in answer.output

    def test_shows_what_is_in_force_as_a_file(self, saas):
        stored(CHEAPER)

        assert read_catalogue(saas("plans", "show").output) == CHEAPER
        assert read_catalogue(saas("plans", "show", "--on", "2026-01-01").output) == CATALOGUE


class TestOverTheApi:
    def test_staff_read_and_store_a_whole_list(self, api_as, alice):
        agreed(alice)
        program = api_as(staff_member("Signe"))
        listed = program.get(API).json

        assert read_catalogue(listed["contents"]) == CATALOGUE
        assert (listed["companies"], listed["on_free"]) == ({BASIC.key: 1}, 0)
        tried = program.post(API, json={"contents": written(WITH_DEARER), "dry_run": True}).json
        assert (tried["new"], tried["stored"]) == ([DEARER.key], False)
        assert program.post(API, json={"contents": written(WITH_DEARER)}).json["stored"] is True
        assert rows()[0].by == "Signe"

    def test_says_what_to_mend(self, api_as, alice):
        agreed(alice)
        program = api_as(staff_member("Signe"))

        refused = program.post(API, json={"contents": written(CHEAPER)})
        assert (refused.status_code, refused.json["type"]) == (422, "/problems/catalogue-refused")
        assert "list a new edition of basic" in refused.json["detail"]
        wrong = program.post(API, json={"contents": "plans = [", "dry_run": True})
        assert wrong.status_code == 422
        assert "It is not TOML" in wrong.json["detail"]

    def test_customers_find_nothing_there(self, api_as, alice):
        assert api_as(alice).get(API).status_code == 404
        assert api_as(alice).post(API, json={"contents": "x"}).status_code == 404


def test_a_catalogue_has_one_currency():
    assert Catalogue((FREE,)).currency == "SEK"
