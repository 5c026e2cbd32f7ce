"""Rows that belong to a tenant, and ids that may be shown."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar, Self

from sqlalchemy import BigInteger, ForeignKey, Identity, Text, event, select
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from saas.db.session import db
from saas.errors import NotFound
from saas.scope import all_tenants, current_tenant_id, tenant_scope

RANDOM_BYTES = 12
RANDOM_LETTERS = RANDOM_BYTES * 8 // 6


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

    @classmethod
    def locked(cls, id_: int) -> Self:
        """The row as it is now, ours until this transaction ends. Raises NotFound."""
        asked = select(cls).where(cls.id == id_).with_for_update(of=cls)
        row = db.session.scalar(asked.execution_options(populate_existing=True))
        if row is None:
            raise NotFound
        return row


class PartOf(TenantOwned):
    """A row that is part of another: its reference to that one carries the tenant and proves it.

    So it needs none to the tenant itself, which would be looked up for every row added.
    """

    @declared_attr
    def tenant_id(cls) -> Mapped[int]:
        return mapped_column(BigInteger, primary_key=True, sort_order=-2)


class Known(TenantOwned):
    """A row that people and the API know by an opaque id with a type prefix, never its own."""

    prefix: ClassVar[str]

    @declared_attr
    def public_id(cls) -> Mapped[str]:
        return mapped_column(Text, default=cls.new_public_id, index=True, sort_order=-1)

    @classmethod
    def new_public_id(cls) -> str:
        """A new id, such as `pay_Zt3…`: 96 random bits behind the prefix."""
        return cls.new_public_ids(1)[0]

    @classmethod
    def new_public_ids(cls, count: int) -> list[str]:
        """So many new ids."""
        letters = secrets.token_urlsafe(RANDOM_BYTES * count)
        return [
            f"{cls.prefix}_{letters[start : start + RANDOM_LETTERS]}"
            for start in range(0, len(letters), RANDOM_LETTERS)
        ]

    @classmethod
    def known_as(cls, public_id: str) -> Self:
        """The row known by `public_id` to the tenant in scope. Raises NotFound."""
        row = db.session.scalar(select(cls).where(cls.public_id == public_id))
        if row is None:
            raise NotFound
        return row

    @classmethod
    @contextmanager
    def at_its_company(cls, public_id: str) -> Iterator[Self]:
        """The row known by `public_id`, in the scope of the company it belongs to.

        For our staff, who open a thing by its address without knowing whose it is. Raises
        NotFound.
        """
        with all_tenants(because="staff open a thing of any company by its address"):
            whose = db.session.scalar(select(cls.tenant_id).where(cls.public_id == public_id))
        if whose is None:
            raise NotFound
        with tenant_scope(whose):
            yield cls.known_as(public_id)


@event.listens_for(TenantOwned, "init", propagate=True)
def _sign_with_tenant(_row: TenantOwned, _args: object, given: dict[str, object]) -> None:
    given["tenant_id"] = current_tenant_id()
