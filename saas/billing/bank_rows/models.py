"""The bank's rows and what was done with them. All of it is the operator's own, only added to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
    delete,
    func,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from saas.billing.bank_accounts.models import AtAccount
from saas.billing.bank_rows.rules import MoveKind, RowState, state_after
from saas.db import Base, PartOf, TenantOwned, db, one_of, refers_to
from saas.errors import NotFound
from saas.money import Money
from saas.scope import OPERATOR, tenant_scope


class BankRow(AtAccount, TenantOwned, Base):
    """Money that came to a seller's bank account, as the bank tells of it. Never edited.

    It belongs to the operator for as long as nobody knows whose it is, and the row does ever
    after. `bank_reference` is the bank's own, which tells its rows apart.
    """

    __tablename__ = "bank_rows"
    __table_args__ = (
        refers_to("file_id", "bank_files"),
        UniqueConstraint("number", name="a_bank_row_has_a_number_of_its_own"),
        UniqueConstraint(
            "tenant_id", "account_number", "bank_reference", name="a_bank_row_is_booked_once"
        ),
        CheckConstraint("amount_minor > 0", name="a_bank_row_is_of_money_that_came"),
        CheckConstraint("length(bank_reference) > 0", name="the_bank_has_a_name_for_its_row"),
        Index("rows_of_a_bank_file", "tenant_id", "file_id"),
    )

    number: Mapped[str]
    seller_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sellers.id"))
    booked_on: Mapped[date]
    reference: Mapped[str]
    payer: Mapped[str]
    bank_reference: Mapped[str]
    from_agency: Mapped[bool]
    file_id: Mapped[int | None]
    noted_by_account_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"))
    noted_by_name: Mapped[str]
    noted_at: Mapped[datetime]

    moves: Mapped[list[BankMove]] = relationship(viewonly=True, order_by="BankMove.nth")

    @property
    def state(self) -> RowState:
        """Where it stands."""
        return state_after(self.moves[-1].kind if self.moves else None)

    @property
    def company_id(self) -> int | None:
        """Whose it is, while it is somebody's."""
        return self.moves[-1].company_id if self.state is RowState.MATCHED else None

    @classmethod
    def new_number(cls) -> str:
        """The next number, from B100001 on; numbers may have gaps."""
        return f"B{db.session.scalar(select(func.nextval('bank_row_numbers')))}"

    @classmethod
    def numbered(cls, number: str) -> BankRow:
        """The row with this number, read anew. Raises NotFound. For our staff."""
        with tenant_scope(OPERATOR):
            asked = select(cls).where(cls.number == number)
            row = db.session.scalar(asked, execution_options={"populate_existing": True})
            if row is None:
                raise NotFound
            db.session.refresh(row, ["moves"])
            return row

    @classmethod
    def called_by_bank(cls, account_number: str, bank_reference: str) -> BankRow | None:
        """The row the bank calls so, where it is booked."""
        with tenant_scope(OPERATOR):
            return db.session.scalar(
                select(cls).where(
                    cls.account_number == account_number, cls.bank_reference == bank_reference
                )
            )


class BankMove(PartOf, Base):
    """What was done with a row: `nth` counts them, so that of two at once one loses."""

    __tablename__ = "bank_moves"
    __table_args__ = (
        refers_to("row_id", "bank_rows"),
        UniqueConstraint("tenant_id", "row_id", "nth", name="a_bank_row_moves_one_way_at_a_time"),
        CheckConstraint(
            "(kind = 'struck') = (company_id is null)", name="a_match_and_its_undoing_name_whose"
        ),
        CheckConstraint(
            "kind = 'matched' or length(reason) > 0", name="taking_money_back_has_a_reason"
        ),
        Index("moves_to_a_company", "company_id"),
    )

    row_id: Mapped[int]
    nth: Mapped[int]
    kind: Mapped[MoveKind] = mapped_column(one_of(MoveKind))
    company_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("tenants.id"))
    reason: Mapped[str]
    moved_by_account_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"))
    moved_by_name: Mapped[str]
    moved_at: Mapped[datetime]


class BankWaiting(TenantOwned, Base):
    """A row that nobody has said whose it is. Whoever takes it off this list may move it."""

    __tablename__ = "bank_waiting"
    __table_args__ = (
        refers_to("row_id", "bank_rows"),
        UniqueConstraint("tenant_id", "row_id", name="a_bank_row_waits_once"),
    )

    row_id: Mapped[int]

    @classmethod
    def taken_off(cls, row_id: int) -> bool:
        """Whether it was on the list until now; nobody else takes it off meanwhile."""
        taken = delete(cls).where(cls.row_id == row_id).returning(cls.row_id)
        return db.session.scalar(taken) is not None


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many rows wait in a currency, and what they come to."""

    count: int
    amount: Money


def how_much_waits() -> Sequence[Waiting]:
    """What came in and is nobody's yet, by currency."""
    asked = (
        select(BankRow.currency, func.count(), func.sum(BankRow.amount_minor))
        .join(BankWaiting, BankWaiting.row_id == BankRow.id)
        .group_by(BankRow.currency)
        .order_by(BankRow.currency)
    )
    with tenant_scope(OPERATOR):
        return [
            Waiting(count, Money(int(minor), currency))
            for currency, count, minor in db.session.execute(asked)
        ]
