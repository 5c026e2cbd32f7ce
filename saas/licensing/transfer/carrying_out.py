"""The day of a transfer: it ends with one company and begins with the other, or not at all."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import or_, select

from saas.dates import day_of
from saas.db import db
from saas.licensing.agreement.actions import start_agreement
from saas.licensing.agreement.models import Agreement
from saas.licensing.agreement.rules import ONE_DAY
from saas.licensing.carrying_out.actions import bring_up_to_date
from saas.licensing.catalogue.models import catalogue
from saas.licensing.contract_events import AgreementTransferred, TransferLapsed
from saas.licensing.entitlements.models import ContractEntitlement
from saas.licensing.events import AgreementEnded, AgreementStarted
from saas.licensing.seats.actions import entitle
from saas.licensing.staying.models import chosen_before
from saas.licensing.transfer.credit import credit_left
from saas.licensing.transfer.fee import record_fee
from saas.licensing.transfer.models import Transfer, open_transfer
from saas.licensing.transfer.preview import moving
from saas.licensing.transfer.rules import Lapse, TransferState
from saas.outbox import announce
from saas.scope import OPERATOR, tenant_scope
from saas.tenants.company.models import Tenant, our_company, take_turns
from saas.tenants.people.models import Person


def carry_out(*, transfer_id: int, fee_called: str, now: datetime) -> None:
    """Let the agreement go over on its day, whole, or let the transfer lapse with its reason.

    Everything happens in one transaction: the giver's agreement is closed and its company on
    Free, the taker's begins with the same terms. Doing it again changes nothing.
    """
    with tenant_scope(OPERATOR):
        transfer = Transfer.find(transfer_id)
        db.session.refresh(transfer, with_for_update=True)
    state, day = transfer.state(day_of(now)), day_of(now)
    if state is TransferState.LAPSED and transfer.lapsed_at is None:
        _lapse(transfer, Lapse.UNANSWERED, now=now)
        return
    if state is not TransferState.AGREED or transfer.starts_on > day or transfer.to_id is None:
        return
    for tenant_id in sorted({transfer.from_id, transfer.to_id}):
        with tenant_scope(tenant_id):
            take_turns()
            bring_up_to_date(now)
    obstacle = _obstacle(transfer)
    if obstacle is not None:
        _lapse(transfer, obstacle, now=now)
        return
    granted = _give(transfer, now=now)
    _take(transfer, granted, fee_called, now=now)
    with tenant_scope(OPERATOR):
        transfer.carried_out_at = now
        db.session.flush()
        announce(AgreementTransferred(transfer.id))


def _obstacle(transfer: Transfer) -> Lapse | None:
    """What keeps it from taking place; None when all is as both agreed."""
    with tenant_scope(transfer.from_id):
        agreement = Agreement.find(transfer.agreement_id)
        db.session.refresh(agreement, ["terms", "notices", "changes"])
        goes = moving(agreement.timeline(), transfer.starts_on)
        if goes != transfer.as_agreed or agreement.notice is not None or agreement.to_come:
            return Lapse.TERMS_CHANGED
        if credit_left():
            return Lapse.CREDIT_LEFT
    with tenant_scope(transfer.to_id or OPERATOR):
        if Agreement.holding_on(transfer.starts_on) is not None:
            return Lapse.TAKER_HAS_PLAN
        if our_company().ceased_on is not None:
            return Lapse.TAKER_CEASED
    return None


def _give(transfer: Transfer, *, now: datetime) -> list[ContractEntitlement]:
    """Close the giver's agreement on the day before; what its contract grants beyond the plan.

    Where there are more people than Free seats, those chosen to stay keep theirs.
    """
    with tenant_scope(transfer.from_id):
        agreement = Agreement.find(transfer.agreement_id)
        for term in agreement.terms:
            if term.until is None:
                term.until = transfer.starts_on
        db.session.flush()
        granted = _granted(agreement, transfer)
        free, kept = catalogue().free(day_of(now)), chosen_before(transfer.id)
        entitle(seats=free.seats_included, by=None, now=now, keep=kept)
        announce(AgreementEnded(agreement.id, transfer.starts_on - ONE_DAY))
    return granted


def _take(
    transfer: Transfer, granted: list[ContractEntitlement], fee_called: str, *, now: datetime
) -> None:
    """Begin the taker's agreement with the same terms, grants and seats, and record the fee."""
    with tenant_scope(transfer.to_id or OPERATOR):
        by, terms = Person.find(transfer.accepted_by_id or 0), transfer.as_agreed
        agreement = start_agreement(terms, by=by, now=now)
        for each in granted:
            db.session.add(_same(each, agreement, since=terms.starts_on))
        entitle(seats=terms.seats, by=by, now=now)
        record_fee(agreement, fee=transfer.fee, called=fee_called, day=terms.starts_on, now=now)
        announce(AgreementStarted(agreement.id, terms.starts_on))


def _granted(agreement: Agreement, transfer: Transfer) -> list[ContractEntitlement]:
    """What the contract says of features on the effective day and after."""
    standing = select(ContractEntitlement).where(
        ContractEntitlement.agreement_id == agreement.id,
        or_(ContractEntitlement.until.is_(None), ContractEntitlement.until > transfer.starts_on),
    )
    return list(db.session.scalars(standing.order_by(ContractEntitlement.id)))


def _same(
    granted: ContractEntitlement, agreement: Agreement, *, since: date
) -> ContractEntitlement:
    """What a contract said, said by another; who decided it stays known."""
    return ContractEntitlement(
        agreement_id=agreement.id,
        feature=granted.feature,
        allowed=granted.allowed,
        most=granted.most,
        starts_on=max(granted.starts_on, since),
        until=granted.until,
        why=granted.why,
        by_quote=granted.by_quote,
        by_account_id=granted.by_account_id,
        by_name=granted.by_name,
        at=granted.at,
    )


def lapse_unanswered(company: Tenant, agreement_id: int, *, now: datetime) -> None:
    """Close an offer whose time is over, where the calendar has not come to it yet.

    Called in the turn of the company that offered it; both are told, as on any other day.
    """
    with tenant_scope(OPERATOR):
        earlier = open_transfer(company, agreement_id)
        if earlier is None or earlier.state(day_of(now)) is not TransferState.LAPSED:
            return
        db.session.refresh(earlier, with_for_update=True)
        if earlier.lapsed_at is None:
            _lapse(earlier, Lapse.UNANSWERED, now=now)


def _lapse(transfer: Transfer, because: Lapse, *, now: datetime) -> None:
    with tenant_scope(OPERATOR):
        transfer.lapsed_at, transfer.lapsed_because = now, because
        db.session.flush()
        announce(TransferLapsed(transfer.id))
