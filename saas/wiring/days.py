"""What the calendar brings: each day in this order, and every ten minutes."""

from typing import Final

from saas.billing.batches import jobs as batches_jobs
from saas.billing.cards import jobs as cards_jobs
from saas.billing.coming_invoices import jobs as coming_invoices_jobs
from saas.billing.delivery import jobs as delivery_jobs
from saas.billing.payments import jobs as payments_jobs
from saas.billing.reminders import jobs as reminders_jobs
from saas.billing.true_up import jobs as true_up_jobs
from saas.calendar import DAILY, OFTEN, Calendar
from saas.helpcenter.forms.notice import jobs as notice_form_jobs
from saas.helpcenter.mailbox import jobs as mailbox_jobs
from saas.licensing.carrying_out import jobs as carrying_out_jobs
from saas.licensing.idle_seats import jobs as idle_seats_jobs
from saas.licensing.invitations import jobs as invitations_jobs
from saas.licensing.quotes import jobs as quotes_jobs
from saas.licensing.received_notices import jobs as received_notices_jobs
from saas.licensing.renewal import jobs as renewal_jobs
from saas.licensing.staying import jobs as staying_jobs
from saas.licensing.termination import jobs as termination_jobs
from saas.licensing.transfer import jobs as transfer_jobs
from saas.licensing.vat_numbers import jobs as vat_numbers_jobs
from saas.tenants.claims import jobs as claims_jobs
from saas.tenants.joining import jobs as joining_jobs
from saas.tenants.reset import jobs as reset_jobs
from saas.tenants.throttle import jobs as throttle_jobs
from saas.web import sweeping

CALENDAR: Final[Calendar] = {
    DAILY: [
        # tenants
        joining_jobs.announce_unanswered,
        # licensing
        termination_jobs.announce_ended_notices,
        carrying_out_jobs.announce_due_changes,
        renewal_jobs.announce_near_deadlines,
        received_notices_jobs.announce_overdue_confirmations,
        invitations_jobs.announce_expired_holds,
        idle_seats_jobs.announce_look_at_seats,
        staying_jobs.announce_fewer_seats,
        transfer_jobs.announce_fewer_seats,
        quotes_jobs.announce_dates_of_quotes,
        transfer_jobs.announce_due_transfers,
        vat_numbers_jobs.announce_old_answers,
        # billing
        batches_jobs.start_the_day_s_run,
        coming_invoices_jobs.announce_coming_invoices,
        true_up_jobs.announce_true_ups,
        reminders_jobs.announce_reminders,
        # helpcenter
        notice_form_jobs.announce_undecided,
        # what is forgotten, last: whoever wants a row that is being deleted waits for the day's end
        mailbox_jobs.forget_old_mails,
        claims_jobs.forget_unfinished,
        reset_jobs.forget_old_resets,
        sweeping.forget_what_is_old,
        throttle_jobs.sweep_tries,
    ],
    OFTEN: [
        # billing
        cards_jobs.look_after_visits,
        payments_jobs.ask_about_open_payments,
        delivery_jobs.read_receipts,
    ],
}
