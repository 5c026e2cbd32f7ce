"""What reacts to which fact. A fact nobody reacts to is listed too: it is remembered."""

from typing import Final

from saas import mail
from saas.billing import bank_events as bank
from saas.billing import claim_events as claims
from saas.billing import dispute_events as disputes
from saas.billing import events as billing
from saas.billing import payout_events as payouts
from saas.billing import reminder_events as reminders
from saas.billing.bank_payments import jobs as bank_payments_jobs
from saas.billing.batches import jobs as batches_jobs
from saas.billing.cards import jobs as cards_jobs
from saas.billing.closing import jobs as closing_jobs
from saas.billing.collection import jobs as collection_jobs
from saas.billing.coming_invoices import jobs as coming_invoices_jobs
from saas.billing.delivery import jobs as delivery_jobs
from saas.billing.disputes import jobs as disputes_jobs
from saas.billing.gateway_news import jobs as gateway_news_jobs
from saas.billing.later_due import jobs as later_due_jobs
from saas.billing.payments import jobs as payments_jobs
from saas.billing.payouts import jobs as payouts_jobs
from saas.billing.purchase_orders import jobs as purchase_orders_jobs
from saas.billing.receipts import jobs as receipts_jobs
from saas.billing.reminders import jobs as reminders_jobs
from saas.billing.run import jobs as billing_run
from saas.billing.true_up import jobs as true_up_jobs
from saas.billing.vat_corrections import jobs as vat_corrections_jobs
from saas.billing.webhooks import jobs as webhooks_jobs
from saas.helpcenter import events as helpcenter
from saas.helpcenter.forms.notice import jobs as notice_form_jobs
from saas.helpcenter.inbox import jobs as inbox_jobs
from saas.helpcenter.mailbox import jobs as mailbox_jobs
from saas.licensing import contract_events as contracts
from saas.licensing import events as licensing
from saas.licensing import vat_events as vat
from saas.licensing.carrying_out import jobs as carrying_out_jobs
from saas.licensing.ceased import jobs as ceased_jobs
from saas.licensing.change import jobs as change_jobs
from saas.licensing.idle_seats import jobs as idle_seats_jobs
from saas.licensing.invitations import jobs as invitations_jobs
from saas.licensing.on_behalf import jobs as on_behalf_jobs
from saas.licensing.price_increases import jobs as price_increases_jobs
from saas.licensing.quote_requests import jobs as quote_requests_jobs
from saas.licensing.quotes import jobs as quotes_jobs
from saas.licensing.received_notices import jobs as received_notices_jobs
from saas.licensing.recovery import jobs as recovery_jobs
from saas.licensing.renewal import jobs as renewal_jobs
from saas.licensing.seats import jobs as seats_jobs
from saas.licensing.staying import jobs as staying_jobs
from saas.licensing.termination import jobs as termination_jobs
from saas.licensing.transfer import jobs as transfer_jobs
from saas.licensing.vat_numbers import jobs as vat_numbers_jobs
from saas.outbox import Reactions
from saas.tenants import events as tenants
from saas.tenants.claims import jobs as claims_jobs
from saas.tenants.decisions import jobs as decisions_jobs
from saas.tenants.joining import jobs as joining_jobs
from saas.tenants.registration import jobs as registration_jobs
from saas.tenants.reset import jobs as reset_jobs

REACTIONS: Final[Reactions] = {
    mail.MailWritten: [mail.send_mail],
    # tenants
    tenants.RegistrationAsked: [registration_jobs.send_registration_link],
    tenants.CompanyRegistered: [
        registration_jobs.welcome_company,
        seats_jobs.count_seats,
        transfer_jobs.tell_newcomer,
        vat_numbers_jobs.check_new_number,
    ],
    tenants.CompanyDetailsChanged: [vat_numbers_jobs.check_changed_number],
    tenants.PersonAdded: [],
    tenants.PersonChanged: [],
    tenants.PersonRemoved: [],
    tenants.PersonMadeReadOnly: [],
    tenants.PersonGivenSeatBack: [],
    tenants.TermsAccepted: [],
    tenants.ResetAsked: [reset_jobs.send_reset_link],
    tenants.PasswordChanged: [reset_jobs.tell_of_new_password],
    tenants.JoinAsked: [joining_jobs.tell_administrators],
    tenants.JoinAnswered: [joining_jobs.tell_asker],
    tenants.JoinLeftUnanswered: [joining_jobs.tell_staff],
    tenants.ClaimMade: [claims_jobs.confirm_claim],
    tenants.ClaimDecided: [decisions_jobs.tell_claimant, decisions_jobs.tell_occupant],
    tenants.NumberAnnounced: [],
    tenants.NumberWithdrawn: [],
    # licensing
    licensing.PersonInvited: [invitations_jobs.mail_invitation],
    licensing.PersonSeated: [],
    licensing.HeldSeatsExpired: [invitations_jobs.give_back_expired_seats],
    licensing.SeatsTaken: [invitations_jobs.revoke_without_seat, termination_jobs.mail_seats_taken],
    licensing.SeatsWillLack: [staying_jobs.remind_to_choose],
    licensing.SeatUseNoted: [idle_seats_jobs.note_seat_use],
    licensing.IdleSeatsSought: [idle_seats_jobs.tell_of_idle_seats],
    licensing.AgreementStarted: [billing_run.invoice_change],
    licensing.TermsChanged: [billing_run.invoice_change],
    licensing.ChangeScheduled: [change_jobs.confirm_change],
    licensing.ChangeWithdrawn: [change_jobs.tell_of_withdrawal],
    licensing.PriceIncreaseAnnounced: [price_increases_jobs.schedule_increase],
    licensing.ServicesChanged: [billing_run.invoice_change],
    licensing.ChangeDue: [carrying_out_jobs.let_it_hold],
    licensing.NoticeGiven: [billing_run.invoice_after_notice, termination_jobs.mail_confirmation],
    licensing.NoticeWithdrawn: [
        billing_run.invoice_after_notice,
        termination_jobs.mail_withdrawal,
    ],
    licensing.NoticePeriodEnded: [termination_jobs.close_agreement],
    licensing.DeadlineNear: [renewal_jobs.remind_of_deadline],
    licensing.OwnerProposed: [recovery_jobs.tell_those_who_can_object],
    licensing.OwnerApproved: [recovery_jobs.tell_of_new_owner],
    licensing.StatementReceived: [received_notices_jobs.ask_for_confirmation],
    licensing.StatementRejected: [received_notices_jobs.tell_of_rejection],
    licensing.ConfirmationOverdue: [received_notices_jobs.tell_of_overdue],
    licensing.AgreementEnded: [billing_run.invoice_change, termination_jobs.mail_end],
    contracts.QuoteAsked: [quote_requests_jobs.tell_of_question],
    contracts.QuoteSent: [quotes_jobs.mail_quote],
    contracts.QuoteAccepted: [quotes_jobs.confirm_acceptance],
    contracts.QuoteDeclined: [quotes_jobs.tell_of_refusal],
    contracts.QuoteWithdrawn: [quotes_jobs.tell_of_withdrawal],
    contracts.QuoteExpiring: [quotes_jobs.remind_of_quote],
    contracts.QuoteRanOut: [quotes_jobs.tell_of_expiry],
    contracts.QuoteBegins: [quotes_jobs.start_quoted],
    contracts.TransferOffered: [transfer_jobs.mail_offer],
    contracts.TransferAccepted: [transfer_jobs.tell_of_acceptance],
    contracts.TransferWithdrawn: [transfer_jobs.tell_of_withdrawal],
    contracts.TransferDue: [transfer_jobs.let_it_go_over],
    contracts.TransferLapsed: [transfer_jobs.tell_of_lapse],
    contracts.AgreementTransferred: [transfer_jobs.tell_of_transfer],
    contracts.CessationTold: [ceased_jobs.tell_of_report],
    contracts.CessationDecided: [ceased_jobs.tell_of_decision],
    contracts.OrderedOnBehalf: [on_behalf_jobs.confirm_order],
    vat.VatNumberStated: [vat_numbers_jobs.ask_about_number],
    vat.VatNumberProven: [vat_corrections_jobs.put_tax_right],
    vat.VatNumberRejected: [vat_numbers_jobs.tell_of_rejection],
    # billing
    billing.ChunkBegan: [batches_jobs.issue_invoices],
    billing.PeriodBegan: [billing_run.invoice_period],
    billing.InvoiceIssued: [delivery_jobs.deliver_invoice],
    billing.DeliveryFailed: [delivery_jobs.deliver_again],
    billing.EInvoicesActivated: [delivery_jobs.tell_of_activation],
    billing.EInvoiceReady: [delivery_jobs.hand_over],
    billing.ReceiptHeard: [delivery_jobs.heed_receipt],
    billing.WebhookDue: [webhooks_jobs.call_program],
    billing.CardVisitReturned: [cards_jobs.look_for_card],
    billing.CardRemoved: [cards_jobs.forget_card],
    billing.PaymentStarted: [payments_jobs.charge_card],
    billing.ChargeUnanswered: [payments_jobs.charge_card],
    billing.AnswerWanted: [payments_jobs.settle],
    billing.PaymentGivenUp: [payments_jobs.cancel_payment],
    billing.PurchaseOrdersChanged: [billing_run.invoice_what_was_held],
    billing.InvoiceHeld: [purchase_orders_jobs.ask_for_order],
    billing.InvoiceComing: [coming_invoices_jobs.tell_of_coming_invoice],
    billing.PaymentSettled: [receipts_jobs.mail_receipt],
    billing.PaymentDeclined: [],
    bank.BankRowNoted: [bank_payments_jobs.find_its_owner],
    bank.BankPaymentBooked: [bank_payments_jobs.mail_receipt],
    bank.BankPaymentTakenBack: [bank_payments_jobs.tell_of_taking_back],
    payouts.PayoutAsked: [payouts_jobs.confirm_payout],
    payouts.PayoutPaid: [payouts_jobs.send_remittance_advice],
    payouts.PayoutDeclined: [payouts_jobs.tell_of_decline],
    billing.GatewayNewsHeard: [gateway_news_jobs.heed_news],
    reminders.ReminderDue: [reminders_jobs.remind],
    claims.LaterDayAsked: [],
    claims.LaterDayDecided: [later_due_jobs.tell_of_decision],
    claims.InvoiceHandedOver: [collection_jobs.tell_of_handover],
    claims.RecallAsked: [],
    claims.RecallDecided: [collection_jobs.tell_of_decision],
    disputes.InvoiceDisputed: [disputes_jobs.confirm_dispute],
    disputes.DisputeEnded: [disputes_jobs.tell_of_decision],
    billing.CompanyClosed: [closing_jobs.tell_of_closure],
    billing.CompanyReopened: [closing_jobs.tell_of_reopening],
    billing.PrebilledPeriodEnded: [true_up_jobs.mail_true_up],
    # helpcenter
    helpcenter.RequestSent: [inbox_jobs.ask_those_who_decide, inbox_jobs.confirm_receipt],
    helpcenter.RequestMoved: [inbox_jobs.tell_of_a_move],
    helpcenter.MailWaits: [mailbox_jobs.answer_sender],
    helpcenter.NoticeFormUndecided: [notice_form_jobs.tell_of_undecided],
}
