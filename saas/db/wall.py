"""The wall between tenants, as the session meets it.

PostgreSQL's row-level security is the wall; the filter here states the same tenant again, for
the planner and for an early, clear error. The tenant in scope travels to the wall with each
statement (`_tell_the_wall`), so code cannot forget it.
"""

from __future__ import annotations

from typing import Any, Final, cast
from weakref import WeakKeyDictionary

from flask import Flask, has_app_context
from sqlalchemy import ClauseElement, Connection, TextClause, event
from sqlalchemy.orm import ORMExecuteState, with_loader_criteria
from sqlalchemy.sql.util import find_tables

from saas.db.owned import TenantOwned
from saas.db.session import Session, db
from saas.scope import Everyone, current_tenant_id, scope_in_force, write_down_with

SET_TENANT: Final = "select set_config('app.tenant_id', %s, true)"
_looked_through: Final[WeakKeyDictionary[ClauseElement, bool]] = WeakKeyDictionary()


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
    if not _touches_tenants(cast("ClauseElement", query.statement)):
        return
    scope = current_tenant_id()
    query.statement = query.statement.options(
        with_loader_criteria(TenantOwned, lambda cls: cls.tenant_id == scope, include_aliases=True)
    )


def _touches_tenants(statement: ClauseElement) -> bool:
    """Whether rows of tenants are asked for; a statement that is kept is looked through once."""
    if isinstance(statement, TextClause):
        return False  # names its tenant itself, and the wall does so again
    if statement not in _looked_through:
        tables = find_tables(statement, include_joins=True, include_aliases=True, include_crud=True)
        _looked_through[statement] = any("tenant_id" in table.columns for table in tables)
    return _looked_through[statement]


@event.listens_for(Session, "before_flush")
def _write_for_one_tenant(session: Session, *_context: object) -> None:
    if isinstance(scope_in_force(), Everyone) and (session.new or session.dirty):
        raise RuntimeError("Rows are written inside tenant_scope, never for every tenant at once.")
