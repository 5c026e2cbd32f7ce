"""The database: one session, one transaction per request or job, one tenant per query.

PostgreSQL's row-level security is the wall between tenants; the filter here states the same
tenant again, for the planner and for an early, clear error. The tenant in scope travels to
the wall with each statement (`_tell_the_wall`), so code cannot forget it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, Self, cast

from flask import Flask, has_app_context
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import (
    BigInteger,
    ClauseElement,
    Connection,
    Date,
    DateTime,
    Engine,
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    MetaData,
    Text,
    event,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    ORMExecuteState,
    declared_attr,
    mapped_column,
    with_loader_criteria,
)
from sqlalchemy.sql.util import find_tables

from saas.errors import NotFound, Refusal
from saas.scope import (
    Everyone,
    current_scope,
    current_tenant_id,
    scope_in_force,
    write_down_with,
)

SET_TENANT = "select set_config('app.tenant_id', %s, true)"


class Base(DeclarativeBase):
    """Every table. Texts are `text`, instants carry their zone, amounts are whole öre."""

    metadata = MetaData(
        naming_convention={
            "ix": "%(table_name)s_%(column_0_N_name)s",
            "uq": "one_%(table_name)s_per_%(column_0_N_name)s",
            "ck": "%(constraint_name)s",
            "fk": "%(table_name)s_%(column_0_N_name)s_refers_to_%(referred_table_name)s",
            "pk": "%(table_name)s_pk",
        }
    )


Base.registry.update_type_annotation_map(
    {
        int: BigInteger(),
        str: Text(),
        date: Date(),
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB(),
        list[Any]: JSONB(),
    }
)


class Global:
    """A table of the house itself, with no tenant: reference data, logins, number series."""

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True, sort_order=-1)


class TenantOwned:
    """A row that belongs to one tenant: signed and filtered by the scope, never by hand.

    The key is (tenant_id, id) and foreign keys carry the tenant (`refers_to`), so that a row
    can never point at another tenant's.
    """

    @declared_attr
    def tenant_id(cls) -> Mapped[int]:
        return mapped_column(BigInteger, ForeignKey("tenants.id"), primary_key=True, sort_order=-2)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True, sort_order=-1)

    @classmethod
    def find(cls, id_: int) -> Self:
        """The row with this id of the tenant in scope. Raises NotFound."""
        row = db.session.get(cls, (current_tenant_id(), id_))
        if row is None:
            raise NotFound
        return row


class Known:
    """A row that people and the API know by an opaque id with a type prefix, never its own."""

    prefix: ClassVar[str]

    @declared_attr
    def public_id(cls) -> Mapped[str]:
        return mapped_column(Text, default=cls.new_public_id, index=True, sort_order=-1)

    @classmethod
    def new_public_id(cls) -> str:
        """A new id, such as `pay_Zt3…`: 96 random bits behind the prefix."""
        return f"{cls.prefix}_{secrets.token_urlsafe(12)}"

    @classmethod
    def known_as(cls, public_id: str) -> Self:
        """The row known by `public_id` to the tenant in scope. Raises NotFound."""
        row = db.session.scalar(select(cls).where(cls.public_id == public_id))
        if row is None:
            raise NotFound
        return row


class Session(FlaskSession):
    """Speaks as the runtime role, or as the platform role while the scope is everyone."""

    def get_bind(self, *_args: object, **_options: object) -> Engine:
        """The engine for the scope in force."""
        return db.engines["platform" if isinstance(scope_in_force(), Everyone) else None]


db = SQLAlchemy(model_class=Base, session_options={"class_": Session, "expire_on_commit": False})


def init_app(app: Flask) -> None:
    """Connect to the database and put the wall between tenants."""
    db.init_app(app)
    write_down_with(_flush)
    with app.app_context():
        event.listen(db.engine, "begin", _no_tenant_yet)
        event.listen(db.engine, "before_cursor_execute", _tell_the_wall)


def refers_to(column: str, table: str, **options: Any) -> ForeignKeyConstraint:
    """A reference to a row of the same tenant: the key carries the tenant."""
    return ForeignKeyConstraint(
        ["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"], **options
    )


def one_of(kind: type[StrEnum]) -> Enum:
    """A text column that takes the values of `kind` only, held by a CHECK."""
    values = [member.value for member in kind]
    name = f"{kind.__name__.lower()}_is_one_we_know"
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        name=name,
        length=40,
        values_callable=lambda _kind: values,
    )


@contextmanager
def refused_by(constraint: str, refusal: Refusal) -> Iterator[None]:
    """Answer a race lost on `constraint` with the same refusal as the polite check.

    What is written inside is flushed in a savepoint, so the transaction goes on after it.
    """
    try:
        with db.session.begin_nested():
            yield
            db.session.flush()
    except IntegrityError as clash:
        if getattr(getattr(clash.orig, "diag", None), "constraint_name", None) != constraint:
            raise
        raise refusal from clash


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
    if not _touches_tenants(cast("ClauseElement", query.statement)):
        return
    if isinstance(scope := current_scope(), Everyone):
        return
    query.statement = query.statement.options(
        with_loader_criteria(TenantOwned, lambda cls: cls.tenant_id == scope, include_aliases=True)
    )


def _touches_tenants(statement: ClauseElement) -> bool:
    tables = find_tables(statement, include_joins=True, include_aliases=True, include_crud=True)
    return any("tenant_id" in table.columns for table in tables)


@event.listens_for(Session, "before_flush")
def _write_for_one_tenant(session: Session, *_context: object) -> None:
    if isinstance(scope_in_force(), Everyone) and (session.new or session.dirty):
        raise RuntimeError("Rows are written inside tenant_scope, never for every tenant at once.")


@event.listens_for(TenantOwned, "init", propagate=True)
def _sign_with_tenant(_row: TenantOwned, _args: object, given: dict[str, object]) -> None:
    given["tenant_id"] = current_tenant_id()
