"""The wall between tenants, as the session meets it.

PostgreSQL's row-level security is the wall; the filter here states the same tenant again, for
the planner and for an early, clear error. The tenant in scope travels to the wall with each
statement (`_tell_the_wall`), so code cannot forget it.
"""

from __future__ import annotations

from typing import Any, Final, cast
from weakref import WeakKeyDictionary

from flask import Flask, has_app_context
from sqlalchemy import (
    BigInteger,
    ClauseElement,
    Connection,
    Executable,
    TextClause,
    bindparam,
    event,
)
from sqlalchemy.orm import ORMExecuteState, with_loader_criteria
from sqlalchemy.sql.util import find_tables

from saas.db.owned import TenantOwned
from saas.db.session import Session, db
from saas.scope import Everyone, current_tenant_id, scope_in_force, write_down_with

SET_TENANT: Final = "select set_config('app.tenant_id', %s, true)"
IN_SCOPE: Final = bindparam("tenant_in_scope", callable_=current_tenant_id, type_=BigInteger)
"""Whichever tenant is in scope when a statement is sent, whenever it was written."""
OF_ONE_TENANT: Final = with_loader_criteria(
    TenantOwned,
    lambda cls: cls.tenant_id == IN_SCOPE,
    include_aliases=True,
    propagate_to_loaders=False,  # what is reached from a row carries the row's own tenant
)
_stated: Final[WeakKeyDictionary[ClauseElement, Executable | None]] = WeakKeyDictionary()
"""The statements met, each with what is sent instead; None where nothing is."""


def init_app(app: Flask) -> None:
    """Connect to the database and put the wall between tenants."""
    db.init_app(app)
    write_down_with(_flush)
    with app.app_context():
        event.listen(db.engine, "begin", _no_tenant_yet)
        event.listen(db.engine, "before_cursor_execute", _tell_the_wall)


def tenant_told(connection: Connection, tenant_id: int) -> None:
    """Note that a statement of our own has already told the wall whose turn it is."""
    connection.info["tenant"] = tenant_id


def _flush() -> None:
    if has_app_context() and db.session.registry.has():
        db.session.flush()


def _no_tenant_yet(connection: Connection) -> None:
    connection.info["tenant"] = None


def _tell_the_wall(connection: Connection, cursor: Any, *_statement: Any) -> None:
    scope = scope_in_force()
    if connection.info.get("tenant") != scope:
        cursor.execute(SET_TENANT, ("" if scope is None else str(scope),))
        connection.info["tenant"] = scope


@event.listens_for(Session, "do_orm_execute")
def _answer_for_one_tenant(query: ORMExecuteState) -> None:
    if query.is_column_load or query.is_relationship_load:
        return  # reached from a row that was itself answered for one tenant
    if isinstance(scope_in_force(), Everyone):
        return
    query.statement = _for_one_tenant(query.statement)


def _for_one_tenant(statement: Executable) -> Executable:
    """`statement` with the tenant stated; one that is kept is looked through once.

    Raises NoTenantInScope where rows of tenants are asked for outside any scope.
    """
    if isinstance(statement, TextClause):
        return statement  # names its tenant itself, and the wall does so again
    kept = cast("ClauseElement", statement)
    if kept not in _stated:
        _stated[kept] = statement.options(OF_ONE_TENANT) if _touches_tenants(kept) else None
    if (stated := _stated[kept]) is None:
        return statement
    current_tenant_id()
    return stated


def _touches_tenants(statement: ClauseElement) -> bool:
    tables = find_tables(statement, include_joins=True, include_aliases=True, include_crud=True)
    return any("tenant_id" in table.columns for table in tables)


@event.listens_for(Session, "before_flush")
def _write_for_one_tenant(session: Session, *_context: object) -> None:
    if isinstance(scope_in_force(), Everyone) and (session.new or session.dirty):
        raise RuntimeError("Rows are written inside tenant_scope, never for every tenant at once.")
