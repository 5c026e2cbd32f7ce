"""The wall between tenants."""

import pytest
from sqlalchemy import event, func, select, text, update
from sqlalchemy.exc import ProgrammingError

from saas.db import db
from saas.scope import NoTenantInScope, all_tenants, tenant_scope
from saas.tenants.people.models import Person


@pytest.fixture(autouse=True)
def both(alice, charlie):
    db.session.expunge_all()


@pytest.mark.parametrize(
    "ask",
    [
        lambda: [p.name for p in db.session.scalars(select(Person))],
        lambda: list(db.session.scalars(select(Person.__table__.c.name))),
        lambda: list(db.session.scalars(text("select name from people"))),
        lambda: list(db.session.scalars(text("select name from people where tenant_id > 0"))),
    ],
    ids=["rows", "core", "raw SQL", "raw SQL that names others"],
)
def test_a_forgotten_filter_gets_nothing_of_others(bakery, ask):
    with tenant_scope(bakery.id):
        assert ask() == ["Alice"]


def test_outside_any_scope_the_filter_refuses_and_the_wall_shows_nothing(database):
    with pytest.raises(NoTenantInScope):
        db.session.scalars(select(Person)).all()
    assert db.session.scalar(text("select count(*) from people")) == 0


def test_the_scope_may_change_within_one_transaction(bakery, smithy):
    with tenant_scope(bakery.id):
        assert db.session.scalar(select(func.count()).select_from(Person)) == 1
        with tenant_scope(smithy.id):
            assert list(db.session.scalars(select(Person.name))) == ["Charlie"]
        assert list(db.session.scalars(select(Person.name))) == ["Alice"]


def test_a_question_that_is_kept_states_whoever_is_in_scope_when_it_is_asked(bakery, smithy):
    """The wall would hide a filter that had stayed with the first who asked."""
    kept, stated = select(Person.name), []

    def heard(_connection, _cursor, _statement, values, *_more):
        stated.append(dict(values))

    event.listen(db.engine, "before_cursor_execute", heard)
    try:
        for company in (bakery, smithy, bakery):
            with tenant_scope(company.id):
                db.session.scalars(kept).all()
    finally:
        event.remove(db.engine, "before_cursor_execute", heard)
    assert [list(values.values()) for values in stated] == [[bakery.id], [smithy.id], [bakery.id]]
    with pytest.raises(NoTenantInScope):
        db.session.scalars(kept)


def test_a_row_cannot_be_written_for_another_tenant(bakery, smithy):
    with tenant_scope(bakery.id), pytest.raises(ProgrammingError, match="row-level security"):
        db.session.execute(update(Person.__table__).values(tenant_id=smithy.id))
    db.session.rollback()


def test_the_platform_role_looks_across_and_says_why(bakery, smithy):
    with all_tenants(because="a test looks across"):
        assert sorted(db.session.scalars(select(Person.name))) == ["Alice", "Charlie"]


def test_nothing_is_written_for_everyone_at_once(bakery):
    with tenant_scope(bakery.id):
        person = db.session.scalars(select(Person)).one()
    person.name = "Mallory"
    with (
        all_tenants(because="a test tries"),
        pytest.raises(RuntimeError, match="inside tenant_scope"),
    ):
        db.session.flush()
    db.session.rollback()


def test_every_table_of_a_tenant_stands_behind_the_wall(owner_engine):
    """Reads pg_catalog: a table with tenant_id and no forced policy fails the build.

    So does one with `acting_for`, save the sessions: they are read to know whose turn it is.
    """
    unwalled = text(
        """
        select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
          and a.attname in ('tenant_id', 'acting_for') and not a.attisdropped
          and c.relname <> 'sessions'
          and not (c.relrowsecurity and c.relforcerowsecurity and exists (
            select from pg_policy p where p.polrelid = c.oid))
        """
    )
    with owner_engine.begin() as connection:
        assert connection.scalars(unwalled).all() == []
        connection.execute(text("create table bare (tenant_id bigint)"))
        assert connection.scalars(unwalled).all() == ["bare"]
        connection.rollback()


def test_the_runtime_role_owns_nothing_and_bypasses_nothing(owner_engine):
    with owner_engine.connect() as connection:
        role = connection.execute(
            text("select rolsuper, rolbypassrls from pg_roles where rolname = 'saas_runtime'")
        ).one()
        owned = connection.scalar(
            text("select count(*) from pg_class where pg_get_userbyid(relowner) = 'saas_runtime'")
        )
    assert (tuple(role), owned) == ((False, False), 0)
