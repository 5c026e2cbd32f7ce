"""What a floor asks of one above it: the question is put below, and answered here."""

from saas.billing.bank_payments.history import arrivals, bank_payments_of
from saas.billing.collection.history import collection_of
from saas.billing.collection.models import latest_agency
from saas.billing.coming_invoices.models import asked_for
from saas.billing.credit_notes.history import corrections_of
from saas.billing.disputes.history import disputed_of
from saas.billing.invoices import history
from saas.billing.later_due.history import later_days_of
from saas.billing.payments import arrivals as payments_arrivals
from saas.billing.payments.history import attempts_at, being_paid
from saas.billing.payouts.history import payouts_of
from saas.billing.reminder_fees.history import fees_told
from saas.billing.reminders import holding
from saas.billing.reminders.history import reminders_told
from saas.billing.settlement.models import credit_left
from saas.helpcenter.forms.correction.models import asked_of, disputed
from saas.licensing.transfer import credit
from saas.licensing.vat import asked


def answer_questions() -> None:
    """Say who answers."""
    credit.answer_with(credit_left)
    asked.answer_with(asked_for)
    history.told_by(
        corrections_of,
        attempts_at,
        bank_payments_of,
        payouts_of,
        asked_of,
        later_days_of,
        disputed_of,
        reminders_told,
        fees_told,
        collection_of,
    )
    holding.held_by(being_paid, disputed)
    history.collected_by(latest_agency)
    payments_arrivals.told_by(arrivals)
