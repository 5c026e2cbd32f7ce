"""What the desk shows: our own bank accounts, and the rows that came to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import current_app
from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import selectinload

from saas.billing.bank_accounts.rules import AccountKind, BankAccount
from saas.billing.bank_payments.models import BankPayment, claims
from saas.billing.bank_payments.rules import Claim
from saas.billing.bank_rows.models import BankMove, BankRow, BankWaiting
from saas.billing.bank_rows.rules import MoveKind, NoSuchAccount, RowState
from saas.billing.seller.models import Seller
from saas.config import Settings
from saas.db import db
from saas.scope import OPERATOR, all_tenants, tenant_scope
from saas.tenants.company.models import Tenant, our_company

_WAITS: Final = exists().where(
    BankWaiting.tenant_id == BankRow.tenant_id, BankWaiting.row_id == BankRow.id
)
_STRUCK: Final = exists().where(
    BankMove.tenant_id == BankRow.tenant_id,
    BankMove.row_id == BankRow.id,
    BankMove.kind == MoveKind.STRUCK,
)
_STANDS: Final[dict[RowState, ColumnElement[bool]]] = {
    RowState.WAITING: _WAITS,
    RowState.MATCHED: and_(~_WAITS, ~_STRUCK),
    RowState.STRUCK: _STRUCK,
}
MOST_CLAIMS: Final = 200


@dataclass(frozen=True, slots=True)
class OurAccount:
    """A bank account of a seller; `key` names it in forms and over the API: main:bankgiro."""

    key: str
    seller: Seller
    account: BankAccount


@dataclass(frozen=True, slots=True)
class Listed:
    """A row and whose it is; None while it is nobody's."""

    row: BankRow
    company: Tenant | None


def our_accounts() -> list[OurAccount]:
    """Every bank account of every seller, the first seller's first."""
    return list(_accounts())


def account_called(key: str) -> OurAccount:
    """The account of this key. Raises NoSuchAccount."""
    found = next((each for each in _accounts() if each.key == key), None)
    if found is None:
        raise NoSuchAccount
    return found


def account_numbered(number: str, *, currency: str, among: Sequence[OurAccount]) -> OurAccount:
    """The account with this number, however it is written. Raises NoSuchAccount.

    Of sellers that share one, it is whose currency it is.
    """
    found = [each for each in among if _bare(each.account.number) == _bare(number)]
    if not found:
        raise NoSuchAccount
    return min(found, key=lambda each: each.seller.currency != currency)


def rows(state: RowState, *, limit: int) -> Sequence[Listed]:
    """The rows that stand so: of those that wait the oldest first, of others the latest."""
    newest_first = state is not RowState.WAITING
    asked = (
        select(BankRow)
        .where(_STANDS[state])
        .order_by(BankRow.id.desc() if newest_first else BankRow.id)
        .limit(limit)
        .options(selectinload(BankRow.moves))
    )
    with tenant_scope(OPERATOR):
        return with_companies(db.session.scalars(asked).all())


def with_companies(found: Sequence[BankRow]) -> list[Listed]:
    """These rows, each with whose it is."""
    known = _companies({row.company_id for row in found if row.company_id is not None})
    return [Listed(row, known.get(row.company_id or 0)) for row in found]


@dataclass(frozen=True, slots=True)
class AtCompany:
    """A company, and what it has to pay the seller of an account in a payment's currency."""

    company: Tenant
    claims: Sequence[Claim]


def at_company(row: BankRow, company_id: int) -> AtCompany:
    """What a row could settle there. It is read anew when it is booked."""
    with tenant_scope(company_id):
        known = claims(seller_id=row.seller_id, currency=row.currency, limit=MOST_CLAIMS)
        return AtCompany(our_company(), known)


def payment_of(row: BankRow) -> tuple[Tenant, BankPayment] | None:
    """What a row is booked as at its company; None while it is nobody's."""
    if row.company_id is None:
        return None
    with tenant_scope(row.company_id):
        return our_company(), BankPayment.of_row(row.number, len(row.moves))


def closed_through() -> date | None:
    """The last day of the books that the operator has closed."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.closed_through


def _companies(ids: set[int]) -> Mapping[int, Tenant]:
    if not ids:
        return {}
    with all_tenants(because="staff see whose the money is that came to the bank"):
        found = db.session.scalars(select(Tenant).where(Tenant.id.in_(ids))).all()
    return {company.id: company for company in found}


def _accounts() -> Iterator[OurAccount]:
    for seller in Seller.all():
        for kind in AccountKind:
            if number := getattr(seller, kind.value):
                yield OurAccount(f"{seller.code}:{kind}", seller, BankAccount(kind, number))


def _bare(number: str) -> str:
    return "".join(sign for sign in number.upper() if sign.isalnum())
