"""The files that were read, and what each of their rows became."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column, selectinload

from saas.billing.bank_events import BankRowNoted
from saas.billing.bank_rows.models import BankRow
from saas.billing.bank_rows.rules import RowState
from saas.db import Base, Known, TenantOwned, db
from saas.outbox import how_many_to_be_told
from saas.scope import OPERATOR, tenant_scope


def unsought(booked: Sequence[BankRow]) -> int:
    """How many of these rows are still to be looked up: it is done soon after they are booked."""
    waiting = [row for row in booked if row.state is RowState.WAITING]
    with tenant_scope(OPERATOR):
        return how_many_to_be_told([BankRowNoted(row.number) for row in waiting])


class BankFile(Known, TenantOwned, Base):
    """That a file was read, which tells of so many rows of money that came.

    Those that were booked before, by hand or from another file, are not its own. The file
    itself is not kept; `sha256` says which it was.
    """

    __tablename__ = "bank_files"
    __table_args__ = (CheckConstraint("rows > 0", name="a_bank_file_tells_of_money_that_came"),)
    prefix = "bnk"

    name: Mapped[str]
    sha256: Mapped[str]
    rows: Mapped[int]
    read_by_account_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"))
    read_by_name: Mapped[str]
    read_at: Mapped[datetime]

    @property
    def booked(self) -> Sequence[BankRow]:
        """The rows that were booked by it, in the file's order."""
        with tenant_scope(OPERATOR):
            asked = select(BankRow).where(BankRow.file_id == self.id).order_by(BankRow.id)
            return db.session.scalars(asked.options(selectinload(BankRow.moves))).all()

    @classmethod
    def latest(cls, limit: int = 50) -> Sequence[BankFile]:
        """The files that were read last, newest first."""
        with tenant_scope(OPERATOR):
            return db.session.scalars(select(cls).order_by(cls.id.desc()).limit(limit)).all()

    @classmethod
    def called(cls, public_id: str) -> BankFile:
        """The file with this id. Raises NotFound. For our staff."""
        with tenant_scope(OPERATOR):
            return cls.known_as(public_id)
