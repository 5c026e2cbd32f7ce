"""Offering an agreement to another company, taking one over, and changing one's mind."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from saas.dates import day_of
from saas.db import db, refused_by
from saas.licensing.agreement.columns import in_columns
from saas.licensing.agreement.models import Agreement
from saas.licensing.contract_events import TransferAccepted, TransferOffered, TransferWithdrawn
from saas.licensing.effects.rules import PreviewOutdated
from saas.licensing.quotes.actions import name_reference
from saas.licensing.quotes.rules import InvoiceAddressMissing
from saas.licensing.small_charges.models import books_on
from saas.licensing.transfer.carrying_out import lapse_unanswered
from saas.licensing.transfer.credit import must_be_settled
from saas.licensing.transfer.fee import transfer_fee
from saas.licensing.transfer.models import Transfer, offered_since
from saas.licensing.transfer.preview import Giving, Taking, last_bill, moving, taking
from saas.licensing.transfer.rules import (
    MOST_A_DAY,
    AgreementInMotion,
    ConsentMissing,
    NothingToTransfer,
    OnlyTheTaker,
    OwnNumber,
    TakerHasPlan,
    TooManyTransfers,
    TransferExists,
    TransferOver,
    TransferState,
    last_day_to_accept,
    must_fit,
)
from saas.licensing.vat.models import vat_of
from saas.outbox import announce
from saas.scope import OPERATOR, tenant_scope
from saas.tenants.company.models import our_company, take_turns
from saas.tenants.company.rules import must_live
from saas.tenants.org_numbers.rules import OrgNumber
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def preview_giving(
    *, number: OrgNumber, email: str, effective_on: date, by: Person, now: datetime
) -> Giving:
    """What giving the agreement away from a day would mean; nothing is offered yet.

    Raises NotAllowed, NothingToTransfer, AgreementInMotion, CreditNotSettled, DayDoesNotFit, and
    OwnNumber.
    """
    by.must(Permission.CHANGE_PLAN)
    by.must(Permission.GIVE_NOTICE)
    company, today = our_company(), day_of(now)
    if number == company.number:
        raise OwnNumber
    must_fit(effective_on, today=today)
    agreement = Agreement.holding_on(today)
    if agreement is None:
        raise NothingToTransfer
    timeline = agreement.timeline()
    terms = moving(timeline, effective_on)
    if agreement.notice is not None or agreement.to_come or terms is None:
        raise AgreementInMotion
    must_be_settled()
    books = books_on(today, agreement.id, currency=agreement.currency)
    return Giving(
        to=number,
        email=email,
        fee=transfer_fee(terms.fee.currency),
        expires_on=last_day_to_accept(offered_on=today, effective_on=effective_on),
        agreement_id=agreement.id,
        terms=terms,
        final=last_bill(timeline, terms, today=today, vat=vat_of(company, on=today), books=books),
    )


def offer_transfer(
    *,
    number: OrgNumber,
    email: str,
    effective_on: date,
    by: Person,
    now: datetime,
    shown: str | None = None,
) -> Transfer:
    """Offer the company's agreement to whoever has `number`; the offer goes to `email`.

    That is the giver's consent; the answer is the same whether the number is registered with us
    or not. `shown` is the fingerprint of the preview that was confirmed: where it comes out
    different PreviewOutdated is raised. Raises what `preview_giving` raises, TooManyTransfers,
    and TransferExists while an offer of the same agreement stands.
    """
    company = take_turns()
    meant = preview_giving(number=number, email=email, effective_on=effective_on, by=by, now=now)
    if shown is not None and meant.fingerprint != shown:
        raise PreviewOutdated
    if offered_since(company, now - timedelta(days=1)) >= MOST_A_DAY:
        raise TooManyTransfers
    lapse_unanswered(company, meant.agreement_id, now=now)
    with tenant_scope(OPERATOR):
        transfer = Transfer(
            from_id=company.id,
            from_name=company.name,
            agreement_id=meant.agreement_id,
            offered_by_id=by.account_id,
            offered_by_name=by.name,
            offered_at=now,
            country=number.country,
            org_number=number.digits,
            suffix=number.suffix,
            email=email,
            reference=company.reference,
            transfer_fee_minor=meant.fee.minor,
            expires_on=meant.expires_on,
            **in_columns(meant.terms),
        )
        with refused_by("one_open_transfer_per_agreement", TransferExists()):
            db.session.add(transfer)
        announce(TransferOffered(transfer.id))
    return transfer


def preview_taking(*, transfer: Transfer, by: Person, now: datetime) -> Taking:
    """What taking the agreement over would mean for the company in scope, to the öre.

    Raises NotAllowed, CompanyHasCeased, OnlyTheTaker, TransferOver, or TakerHasPlan.
    """
    by.must(Permission.CHANGE_PLAN)
    company = our_company()
    must_live(company.ceased_on)
    if transfer.is_given_by(company):
        raise OnlyTheTaker
    if transfer.state(day_of(now)) is not TransferState.OFFERED:
        raise TransferOver
    if Agreement.holding_on(transfer.starts_on) is not None:
        raise TakerHasPlan
    vat = vat_of(company, on=day_of(now))
    return taking(transfer.public_id, transfer.as_agreed, fee=transfer.fee, vat=vat)


def accept_transfer(
    *,
    transfer: Transfer,
    shown: str,
    accepted: bool,
    by: Person,
    now: datetime,
    reference: str = "",
) -> Transfer:
    """Agree, for the company in scope, to take over exactly what was shown.

    `shown` is the fingerprint of the preview. Nothing moves before the effective day, and
    either company may withdraw until then. `reference` is what the taker wants on its invoices.
    Raises ConsentMissing, InvoiceAddressMissing, PreviewOutdated and what `preview_taking`
    raises.
    """
    by.must(Permission.CHANGE_PLAN)
    if not accepted:
        raise ConsentMissing
    held = Transfer.known_to(our_company(), transfer.public_id, lock=True)
    company = take_turns()
    offer = preview_taking(transfer=held, by=by, now=now)
    if not (company.street and company.invoice_email):
        raise InvoiceAddressMissing
    if offer.fingerprint != shown:
        raise PreviewOutdated
    name_reference(company, reference, by=by)
    with tenant_scope(OPERATOR):
        held.to_id, held.accepted_by_id, held.accepted_by_name = company.id, by.id, by.name
        held.accepted_at = now
        db.session.flush()
        announce(TransferAccepted(held.id))
    return held


def withdraw_transfer(*, transfer: Transfer, by: Person, now: datetime) -> Transfer:
    """Say no, or change one's mind: either company may, until the effective day.

    Raises NotAllowed or TransferOver.
    """
    by.must(Permission.CHANGE_PLAN)
    company = our_company()
    held = Transfer.known_to(company, transfer.public_id, lock=True)
    if held.state(day_of(now)) not in {TransferState.OFFERED, TransferState.AGREED}:
        raise TransferOver
    with tenant_scope(OPERATOR):
        held.withdrawn_at, held.withdrawn_by_name = now, by.name
        held.withdrawn_by_giver = held.is_given_by(company)
        db.session.flush()
        announce(TransferWithdrawn(held.id))
    return held
