"""Tables and their columns: what every table of the house has in common."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Date,
    DateTime,
    Enum,
    ForeignKeyConstraint,
    Identity,
    MetaData,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


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


def refers_to(column: str, table: str, **options: Any) -> ForeignKeyConstraint:
    """A reference to a row of the same tenant: the key carries the tenant."""
    return ForeignKeyConstraint(
        ["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"], **options
    )


def array(values: Iterable[int | str]) -> str:
    """Many values as PostgreSQL writes an array: whole numbers, or codes that need no quotes."""
    return f"{{{','.join(map(str, values))}}}"


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
