"""Agreements and invoices to test with."""

from datetime import date

from saas.billing.run.actions import issue_what_is_owed
from saas.dates import now
from saas.db import db
from saas.licensing.agreement.models import Agreement, AgreementTerm
from saas.licensing.plans.rules import BindingTerm, NoticeKind
from saas.scope import tenant_scope

NEW_YEAR = date(2026, 1, 1)


def agreement(
    *, by, started_on=NEW_YEAR, fee=299_00, extra_seats=0, seat_fee=75_00, name="Basic"
) -> Agreement:
    """A paid agreement of the company of `by`, at prices in öre."""
    with tenant_scope(by.tenant_id):
        row = Agreement(
            started_on=started_on,
            currency="SEK",
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
        )
        db.session.commit()
        return row


def terms(
    of, *, by, starts_on, fee=299_00, extra_seats=0, seat_fee=75_00, name="Basic", until=None
) -> AgreementTerm:
    """Other terms from a day on; those that held before are closed."""
    with tenant_scope(by.tenant_id):
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
            edition=f"{name.lower()}-2026",
            plan_name=name,
            currency="SEK",
            fee_minor=fee,
            seat_fee_minor=seat_fee,
            seats_included=2,
            extra_seats=extra_seats,
            notice_kind=NoticeKind.MONTHS_FROM_RECEIPT,
            notice_months=3,
            notice_to_period_end=False,
            notice_term=BindingTerm.A,
            starts_on=starts_on,
            until=until,
            agreed_by_id=by.id,
            agreed_at=now(),
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
