"""What a floor asks of one above it: the question is put below, and answered here."""

from saas.billing.bank_payments.history import arrivals, bank_payments_of
from saas.billing.collection.history import collection_of
from saas.billing.collection.models import latest_agency
from saas.billing.coming_invoices.models import asked_for
from saas.billing.coverage.models import invoiced_lines
from saas.billing.credit_notes.history import corrections_of
from saas.billing.disputes.history import disputed_of
from saas.billing.invoices.history import collector_of, known_of
from saas.billing.later_due.history import later_days_of
from saas.billing.payments.arrivals import arrived
from saas.billing.payments.history import attempts_at, being_paid
from saas.billing.payouts.history import payouts_of
from saas.billing.reminder_fees.history import fees_told
from saas.billing.reminders.history import reminders_told
from saas.billing.reminders.holding import held
from saas.billing.seller.paper import our_paper
from saas.billing.settlement.models import credit_left
from saas.documents.letterhead import letterhead
from saas.helpcenter.forms.correction.models import asked_of, disputed
from saas.licensing.ceased.models import own_last_day
from saas.licensing.small_charges.asked import lines_invoiced
from saas.licensing.staying.asked import agreed_transfer
from saas.licensing.termination.asked import last_day_before_ceasing
from saas.licensing.transfer import credit
from saas.licensing.transfer.going import going_over
from saas.licensing.vat.asked import as_invoiced


def answer_questions() -> None:
    """Say who answers."""
    credit.credit_left.answered_by(credit_left)
    agreed_transfer.answered_by(going_over)
    last_day_before_ceasing.answered_by(own_last_day)
    as_invoiced.answered_by(asked_for)
    lines_invoiced.answered_by(invoiced_lines)
    letterhead.answered_by(our_paper)
    known_of.answered_by(
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
    held.answered_by(being_paid, disputed)
    collector_of.answered_by(latest_agency)
    arrived.answered_by(arrivals)
