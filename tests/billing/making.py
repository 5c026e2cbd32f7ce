"""Agreements and invoices to test with."""

from datetime import date

from saas.billing.run.actions import issue_what_is_owed
from saas.dates import now
from saas.db import db
from saas.licensing.agreement.columns import in_columns
from saas.licensing.agreement.models import Agreement, AgreementTerm
from saas.licensing.agreement.rules import Terms
from saas.licensing.plans.rules import MONTHLY, NoticeKind, NoticePolicy
from saas.money import Money
from saas.scope import tenant_scope

NEW_YEAR = date(2026, 1, 1)


def agreement(
    *,
    by,
    started_on=NEW_YEAR,
    fee=299_00,
    extra_seats=0,
    seat_fee=75_00,
    name="Basic",
    cadence=MONTHLY,
    currency="SEK",
) -> Agreement:
    """A paid agreement of the company of `by`, at prices in öre."""
    with tenant_scope(by.tenant_id):
        row = Agreement(
            started_on=started_on,
            currency=currency,
            terms_of_service="2026",
            agreed_by_id=by.id,
            agreed_at=now(),
        )
        db.session.add(row)
        db.session.flush()
        terms(
            row,
            by=by,
            starts_on=started_on,
            fee=fee,
            extra_seats=extra_seats,
            seat_fee=seat_fee,
            name=name,
            cadence=cadence,
        )
        db.session.commit()
        return row


def terms(
    of,
    *,
    by,
    starts_on,
    fee=299_00,
    extra_seats=0,
    seat_fee=75_00,
    name="Basic",
    until=None,
    cadence=MONTHLY,
) -> AgreementTerm:
    """Other terms from a day on; those that held before are closed."""
    with tenant_scope(by.tenant_id):
        currency = Agreement.find(of.id).currency
        before = db.session.scalar(
            db.select(AgreementTerm).where(
                AgreementTerm.agreement_id == of.id, AgreementTerm.until.is_(None)
            )
        )
        if before:
            before.until = starts_on
            db.session.flush()
        row = AgreementTerm(
            agreement_id=of.id,
            agreed_by_id=by.id,
            agreed_at=now(),
            **in_columns(
                Terms(
                    edition=f"{name.lower()}-2026",
                    name=name,
                    fee=Money(fee, currency),
                    seat_fee=Money(seat_fee, currency),
                    seats_included=2,
                    extra_seats=extra_seats,
                    notice=NoticePolicy(NoticeKind.MONTHS_FROM_RECEIPT, 3),
                    starts_on=starts_on,
                    until=until,
                    cadence=cadence,
                    anchor=before.anchor if before else starts_on,
                )
            ),
        )
        db.session.add(row)
        db.session.commit()
        return row


def invoice(*, by, today=NEW_YEAR, **agreed):
    """The first invoice of a new agreement of the company of `by`."""
    bought = agreement(by=by, started_on=today, **agreed)
    return invoice_again(bought, by=by, today=today)


def invoice_again(of, *, by, today):
    """What an agreement owes through `today`, invoiced; None when that is nothing."""
    with tenant_scope(by.tenant_id):
        issued = issue_what_is_owed(of.id, today=today)
        db.session.commit()
        return issued
