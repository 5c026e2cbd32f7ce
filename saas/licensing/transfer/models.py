"""Agreements offered to other companies. The operator's own rows: each party is shown its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    and_,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from saas.db import Base, Known, TenantOwned, db, one_of
from saas.errors import NotFound
from saas.licensing.agreement.columns import TermsKept
from saas.licensing.transfer.rules import Lapse, TransferState
from saas.money import Money
from saas.scope import OPERATOR, tenant_scope
from saas.tenants.company.models import Tenant
from saas.tenants.org_numbers.rules import OrgNumber

OPEN = "withdrawn_at is null and lapsed_at is null and carried_out_at is null"


class Transfer(TermsKept, Known, TenantOwned, Base):
    """That a company offers its agreement to another, and what became of it.

    The row keeps the terms as both saw them; `starts_on` is the day they go over. Two companies
    have a part in it, so it belongs to the operator, and each finds it by being one of them:
    the giver by `from_id`, the taker by its organisation number.
    """

    __tablename__ = "transfers"
    __table_args__ = (
        Index(
            "one_open_transfer_per_agreement",
            "from_id",
            "agreement_id",
            unique=True,
            postgresql_where=text(OPEN),
        ),
        Index("transfers_by_number", "country", "org_number", "suffix"),
        CheckConstraint(
            "num_nonnulls(withdrawn_at, lapsed_at, carried_out_at) < 2",
            name="a_transfer_ends_in_one_way",
        ),
        CheckConstraint(
            "num_nonnulls(to_id, accepted_at, accepted_by_id, accepted_by_name) in (0, 4)",
            name="an_acceptance_says_when_and_by_whom",
        ),
        CheckConstraint("to_id <> from_id", name="nobody_takes_over_from_itself"),
        CheckConstraint("expires_on < starts_on", name="both_agree_before_the_day"),
        CheckConstraint("(lapsed_at is null) = (lapsed_because is null)", name="a_lapse_has_cause"),
        CheckConstraint(
            "carried_out_at is null or accepted_at is not null", name="nothing_moves_unasked"
        ),
    )
    prefix = "trf"

    from_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("tenants.id"))
    from_name: Mapped[str]
    agreement_id: Mapped[int]
    offered_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"))
    offered_by_name: Mapped[str]
    offered_at: Mapped[datetime]
    country: Mapped[str]
    org_number: Mapped[str]
    suffix: Mapped[str] = mapped_column(server_default="")
    email: Mapped[str]
    reference: Mapped[str] = mapped_column(server_default="")
    transfer_fee_minor: Mapped[int]
    expires_on: Mapped[date]
    token_hash: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    to_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("tenants.id"))
    accepted_by_id: Mapped[int | None]
    accepted_by_name: Mapped[str | None]
    accepted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_name: Mapped[str | None]
    withdrawn_by_giver: Mapped[bool | None]
    lapsed_at: Mapped[datetime | None]
    lapsed_because: Mapped[Lapse | None] = mapped_column(one_of(Lapse))
    carried_out_at: Mapped[datetime | None]

    @property
    def number(self) -> OrgNumber:
        """The organisation number of the company that is to take over."""
        return OrgNumber(self.country, self.org_number, self.suffix)

    @property
    def fee(self) -> Money:
        """What the transfer costs the taker, without value added tax."""
        return Money(self.transfer_fee_minor, self.currency)

    def state(self, today: date) -> TransferState:
        """Where it stands on a day. An offer nobody accepted in time has lapsed by its date."""
        if self.carried_out_at is not None:
            return TransferState.DONE
        if self.withdrawn_at is not None:
            return TransferState.WITHDRAWN
        if self.lapsed_at is not None:
            return TransferState.LAPSED
        if self.accepted_at is not None:
            return TransferState.AGREED
        return TransferState.LAPSED if self.expires_on < today else TransferState.OFFERED

    def is_given_by(self, company: Tenant) -> bool:
        """Whether `company` is the one that gives the agreement away."""
        return self.from_id == company.id

    @classmethod
    def of(cls, company: Tenant) -> Sequence[Transfer]:
        """Those `company` has a part in, newest first."""
        with tenant_scope(OPERATOR):
            found = select(cls).where(_has_part(company)).order_by(cls.id.desc())
            return db.session.scalars(found).all()

    @classmethod
    def known_to(cls, company: Tenant, public_id: str, *, lock: bool = False) -> Transfer:
        """The one with this id, if `company` has a part in it. Raises NotFound for all others."""
        asked = select(cls).where(cls.public_id == public_id, _has_part(company))
        if lock:
            asked = asked.with_for_update().execution_options(populate_existing=True)
        with tenant_scope(OPERATOR):
            transfer = db.session.scalar(asked)
        if transfer is None:
            raise NotFound
        return transfer

    @classmethod
    def behind_link(cls, token_hash: bytes) -> Transfer:
        """The one a link leads to. Raises NotFound."""
        with tenant_scope(OPERATOR):
            transfer = db.session.scalar(select(cls).where(cls.token_hash == token_hash))
        if transfer is None:
            raise NotFound
        return transfer


def offered_since(company: Tenant, since: datetime) -> int:
    """How many times a company has offered an agreement since an instant."""
    counted = select(func.count(Transfer.id)).where(
        Transfer.from_id == company.id, Transfer.offered_at > since
    )
    with tenant_scope(OPERATOR):
        return db.session.scalar(counted) or 0


def open_transfer(company: Tenant, agreement_id: int) -> Transfer | None:
    """What is offered or agreed of an agreement and not over; within the operator's scope."""
    return db.session.scalars(
        select(Transfer).where(
            Transfer.from_id == company.id, Transfer.agreement_id == agreement_id, text(OPEN)
        )
    ).one_or_none()


def due(today: date) -> Sequence[Transfer]:
    """Those whose day has come, or that nobody accepted in time; within the operator's scope."""
    agreed = and_(Transfer.accepted_at.is_not(None), Transfer.starts_on <= today)
    unanswered = and_(Transfer.accepted_at.is_(None), Transfer.expires_on < today)
    return db.session.scalars(
        select(Transfer).where(text(OPEN), or_(agreed, unanswered)).order_by(Transfer.id)
    ).all()


def _has_part(company: Tenant) -> ColumnElement[bool]:
    number = company.number
    takes = and_(
        Transfer.country == number.country,
        Transfer.org_number == number.digits,
        Transfer.suffix == number.suffix,
    )
    return or_(Transfer.from_id == company.id, takes)
