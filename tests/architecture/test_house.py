"""Promises about the whole house. Each holds for rooms not yet built."""

import ast
import re
from pathlib import Path

import pytest
from alembic import command as alembic
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, create_engine, text

from saas.cli import database
from saas.db import Base, TenantOwned
from saas.errors import Refusal
from saas.events import Event
from saas.web.answers import STATUS, status_of
from saas.wiring import REACTIONS

HOUSE = Path(__file__).parents[2] / "saas"
MODULES = sorted(HOUSE.rglob("*.py"))
EDGES = {
    "saas/calendar.py",
    "saas/db/session.py",  # puts the two connections of a commit in their order
    "saas/outbox/telling.py",
    "saas/web/transactions.py",
}


def named(path):
    return str(path.relative_to(HOUSE.parent))


def found(pattern, *, but=()):
    said = re.compile(pattern)
    return {
        named(path)
        for path in MODULES
        if said.search(path.read_text(encoding="utf-8"))
        and not named(path).startswith(but or ("-",))
    }


def test_every_table_belongs_to_a_tenant_or_to_the_house():
    owned = {
        mapper.class_.__tablename__
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, TenantOwned)
    }
    assert all(
        "tenant_id" not in Base.metadata.tables[t].c for t in set(Base.metadata.tables) - owned
    )
    for name in owned:
        table = Base.metadata.tables[name]
        assert next(iter(table.primary_key.columns)).name == "tenant_id", name
        for key in table.foreign_key_constraints:
            if key.referred_table.name in owned:
                assert "tenant_id" in key.column_keys, f"{name}: {key.name} forgets the tenant"


def test_every_fact_has_its_line_in_the_wiring():
    facts = {e for e in Event.known.values() if e.__module__.startswith("saas.")}
    assert facts == set(REACTIONS)


def test_only_the_edges_commit():
    assert (
        found(r"\.commit\(", but=("saas/cli/", "saas/demo/", "saas/billing/gateway/simulator/"))
        == EDGES
    )


def test_only_dates_reads_the_clock():
    clock = r"date\.today\(|datetime\.now\(|utcnow|time\.time\("
    assert found(clock, but=("saas/billing/gateway/simulator/",)) == {"saas/dates.py"}


def test_nothing_enqueues_but_jobs():
    assert found(r"\.enqueue\(") == {"saas/jobs.py"}


NO_STAFF = r"not [\w.()]+\.is_staff"


def test_what_is_for_staff_is_asked_in_one_way():
    assert re.search(NO_STAFF, "    if not me().is_staff or by.removed_at is not None:")
    assert found(NO_STAFF) == {"saas/tenants/people/models.py", "saas/web/doors.py"}


def below(kind):
    return {kind, *(k for sub in kind.__subclasses__() for k in below(sub))}


def test_files_and_tables_are_written_in_one_place_each():
    assert found("Content-Disposition") == {"saas/web/files.py"}
    # what is shown in a form to be sent in again is no file, and stays as it was typed
    assert found(r"csv\.writer") == {
        "saas/documents/spreadsheet.py",
        "saas/licensing/guest_list/web.py",
    }


HTTP_NUMBER = r"(?m)^    status\b.*= *[1-5]\d\d$"


def test_no_rule_knows_what_number_its_refusal_is_answered_with():
    assert re.search(HTTP_NUMBER, "class Over(Refusal):\n    status = 410\n")
    assert found(HTTP_NUMBER, but=("saas/web/", "saas/billing/gateway/simulator/")) == set()
    assert {status_of(kind.__new__(kind)) for kind in below(Refusal)} == set(STATUS.values())


def test_a_code_stands_for_one_refusal_and_its_variants():
    families = {}
    for refusal in below(Refusal):
        families.setdefault(refusal.code, set()).add(refusal)
    for code, family in families.items():
        eldest = min(family, key=lambda kind: len(kind.__mro__))
        assert all(issubclass(kind, eldest) for kind in family), code


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_file_is_a_page_or_two_and_says_what_is_in_it(path):
    source = path.read_text(encoding="utf-8")
    lines = source.count("\n")
    tree = ast.parse(source)
    assert lines <= 200, f"{lines} lines: two rooms?"
    assert ast.get_docstring(tree) or lines <= 3, "says nothing about what is inside"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno <= 45, f"{node.name} is long"


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_public_functions_say_what_they_promise(path):
    silent = [
        node.name
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_money_is_never_a_float():
    assert found(r"\bfloat\(", but=("saas/billing/gateway/simulator/", "saas/layout/")) == set()


def test_the_steps_from_nothing_lead_to_the_models(settings):
    engine = create_engine(settings.database_owner_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": False})
        assert compare_metadata(context, Base.metadata) == []
        held = set(
            connection.scalars(
                text("select conname from pg_constraint where contype = 'c' and conrelid <> 0")
            )
        )
    engine.dispose()
    promised = {
        str(constraint.name)
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }
    assert promised - held == set()


def test_the_steps_can_be_taken_back_and_again(servers, worker_id):
    admin, _redis = servers
    name = f"kundzon_steps_{worker_id}"
    engine = create_engine(admin, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'drop database if exists "{name}" with (force)'))
    database.prepare(admin, name)
    url = database.roles_of(admin, name)["DATABASE_OWNER_URL"]
    alembic.downgrade(database.alembic_config(url), "base")
    database.upgrade(url)
    with engine.connect() as connection:
        connection.execute(text(f'drop database "{name}" with (force)'))
    engine.dispose()
