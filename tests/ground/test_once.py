"""What a test begins with is the same, whether it was lived through or put back."""

import pytest
from sqlalchemy import text

from saas.db import db
from saas.scope import tenant_scope
from tests import factories
from tests.billing import making
from tests.once import Once


@pytest.fixture
def rows(emptied):
    """All there is, and where counting goes on."""

    def everything():
        with emptied.engine.begin() as connection:
            held = {
                table: connection.scalars(
                    text(f"select row_to_json(t)::text from {table} t order by 1")
                ).all()
                for table in emptied.holding(connection)
            }
            numbers = text("select sequencename, last_value from pg_sequences")
            return held, set(map(tuple, connection.execute(numbers)))

    return everything


@pytest.fixture
def keeping(emptied):
    return Once(emptied)


def begun(emptied):
    """Nothing but our company, and Alice who owns it."""
    emptied.again()
    db.session.expunge_all()
    return factories.person(of=factories.company())


def test_what_is_put_back_is_what_was_lived_through(database, emptied, keeping, rows):
    alice = begun(emptied)
    number = keeping("an invoice", lambda: making.invoice(by=alice).number)
    lived = rows()
    begun(emptied)
    assert rows() != lived

    assert keeping("an invoice", lambda: pytest.fail("it was lived through again")) == number

    put_back = rows()
    for made_anew in ("tenants", "people", "accounts"):
        assert len(lived[0].pop(made_anew)) == len(put_back[0].pop(made_anew))
    assert put_back == lived


def test_where_somebody_was_before_it_is_lived_through(database, emptied, keeping):
    alice = begun(emptied)
    keeping("an invoice", lambda: making.invoice(by=alice).number)
    alice = begun(emptied)
    charlie = factories.person(of=factories.company(org_number=factories.SMITHY))
    first = making.invoice(by=charlie).number

    second = keeping("an invoice", lambda: making.invoice(by=alice).number)

    assert int(second) == int(first) + 1


def test_what_changes_rows_cannot_be_kept(keeping, alice):
    def renamed():
        with tenant_scope(alice.tenant_id):
            alice.name = "Alicia"
            db.session.commit()

    with pytest.raises(AssertionError, match="changed what was there"):
        keeping("another name", renamed)
