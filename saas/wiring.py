"""The house on one page: its doors, what reacts to what, and what the calendar brings."""

from typing import Final

from flask import Blueprint
from flask_smorest import Blueprint as ApiBlueprint

from saas import mail
from saas.billing.cards import jobs as cards_jobs
from saas.billing.cards import web as cards
from saas.billing.events import (
    AnswerWanted,
    CardRemoved,
    CardVisitReturned,
    ChargeUnanswered,
    GatewayNewsHeard,
    InvoiceIssued,
    PaymentDeclined,
    PaymentGivenUp,
    PaymentSettled,
    PaymentStarted,
    PeriodBegan,
)
from saas.billing.gateway_news import jobs as gateway_news_jobs
from saas.billing.gateway_news import web as gateway_news
from saas.billing.invoices import jobs as invoices_jobs
from saas.billing.invoices import web as invoices
from saas.billing.mass_payment import web as mass_payment
from saas.billing.payments import jobs as payments_jobs
from saas.billing.payments import web as payments
from saas.billing.receipts import jobs as receipts_jobs
from saas.billing.receipts import web as receipts
from saas.billing.run import jobs as billing_run
from saas.billing.statement import web as statement
from saas.calendar import DAILY, OFTEN, Calendar
from saas.helpcenter.events import RequestMoved, RequestSent
from saas.helpcenter.forms.contact import web as contact
from saas.helpcenter.forms.user_change import web as user_change
from saas.helpcenter.inbox import jobs as inbox_jobs
from saas.helpcenter.inbox import web as inbox
from saas.helpcenter.overview import web as overview
from saas.helpcenter.queue import web as queue
from saas.helpcenter.start import web as start
from saas.licensing.catalogue import web as plans
from saas.licensing.change import web as change
from saas.licensing.events import (
    AgreementEnded,
    AgreementStarted,
    HeldSeatsExpired,
    NoticeGiven,
    NoticePeriodEnded,
    NoticeWithdrawn,
    PersonInvited,
    PersonSeated,
    SeatsTaken,
    TermsChanged,
)
from saas.licensing.invitations import jobs as invitations_jobs
from saas.licensing.invitations import web as invitations
from saas.licensing.members import web as members
from saas.licensing.offers import web as offers
from saas.licensing.roster import web as roster
from saas.licensing.seats import jobs as seats_jobs
from saas.licensing.termination import jobs as termination_jobs
from saas.licensing.termination import web as termination
from saas.outbox import Reactions
from saas.tenants.claims import jobs as claims_jobs
from saas.tenants.claims import web as claims
from saas.tenants.companies import web as companies
from saas.tenants.confirmation import web as confirmation
from saas.tenants.decisions import jobs as decisions_jobs
from saas.tenants.decisions import web as decisions
from saas.tenants.details import web as company
from saas.tenants.events import (
    ClaimDecided,
    ClaimMade,
    CompanyDetailsChanged,
    CompanyRegistered,
    JoinAnswered,
    JoinAsked,
    JoinLeftUnanswered,
    NumberAnnounced,
    NumberWithdrawn,
    PasswordChanged,
    PersonAdded,
    PersonChanged,
    PersonGivenSeatBack,
    PersonMadeReadOnly,
    PersonRemoved,
    RegistrationAsked,
    ResetAsked,
    TermsAccepted,
)
from saas.tenants.joining import jobs as joining_jobs
from saas.tenants.login import web as login
from saas.tenants.partners import web as partners
from saas.tenants.preferences import web as preferences
from saas.tenants.profile import web as profile
from saas.tenants.registration import jobs as registration_jobs
from saas.tenants.registration import web as registration
from saas.tenants.reset import jobs as reset_jobs
from saas.tenants.reset import web as reset
from saas.tenants.terms import web as terms
from saas.tenants.throttle import jobs as throttle_jobs
from saas.web import sweeping

DOORS: Final[tuple[Blueprint, ...]] = (
    # tenants
    registration.pages,
    confirmation.pages,
    claims.pages,
    decisions.staff,
    partners.staff,
    login.pages,
    reset.pages,
    companies.pages,
    company.pages,
    profile.pages,
    preferences.pages,
    terms.pages,
    # licensing
    plans.pages,
    change.pages,
    termination.pages,
    roster.pages,
    invitations.pages,
    # billing
    cards.pages,
    mass_payment.pages,
    payments.pages,
    receipts.pages,
    gateway_news.pages,
    invoices.pages,
    statement.pages,
    # helpcenter
    contact.pages,
    inbox.pages,
    queue.staff,
    overview.pages,
    start.pages,
    user_change.pages,
)

API_DOORS: Final[tuple[ApiBlueprint, ...]] = (
    # tenants
    registration.api,
    confirmation.api,
    claims.api,
    partners.api,
    login.api,
    reset.api,
    companies.api,
    company.api,
    profile.api,
    preferences.api,
    terms.api,
    # licensing
    plans.api,
    offers.api,
    termination.api,
    members.people,
    members.joins,
    invitations.api,
    # billing
    cards.api,
    mass_payment.api,
    payments.api,
    receipts.api,
    invoices.api,
    statement.api,
    # helpcenter
    contact.api,
    inbox.api,
    overview.api,
    user_change.api,
)

REACTIONS: Final[Reactions] = {
    mail.MailWritten: [mail.send_mail],
    # tenants
    RegistrationAsked: [registration_jobs.send_registration_link],
    CompanyRegistered: [registration_jobs.welcome_company, seats_jobs.count_seats],
    CompanyDetailsChanged: [],
    PersonAdded: [],
    PersonChanged: [],
    PersonRemoved: [],
    PersonMadeReadOnly: [],
    PersonGivenSeatBack: [],
    TermsAccepted: [],
    ResetAsked: [reset_jobs.send_reset_link],
    PasswordChanged: [reset_jobs.tell_of_new_password],
    JoinAsked: [joining_jobs.tell_administrators],
    JoinAnswered: [joining_jobs.tell_asker],
    JoinLeftUnanswered: [joining_jobs.tell_staff],
    ClaimMade: [claims_jobs.confirm_claim],
    ClaimDecided: [decisions_jobs.tell_claimant, decisions_jobs.tell_occupant],
    NumberAnnounced: [],
    NumberWithdrawn: [],
    # licensing
    PersonInvited: [invitations_jobs.mail_invitation],
    PersonSeated: [],
    HeldSeatsExpired: [invitations_jobs.give_back_expired_seats],
    SeatsTaken: [invitations_jobs.revoke_without_seat, termination_jobs.mail_seats_taken],
    AgreementStarted: [billing_run.invoice_change],
    TermsChanged: [billing_run.invoice_change],
    NoticeGiven: [termination_jobs.mail_confirmation],
    NoticeWithdrawn: [billing_run.invoice_after_withdrawal, termination_jobs.mail_withdrawal],
    NoticePeriodEnded: [termination_jobs.close_agreement],
    AgreementEnded: [billing_run.invoice_change, termination_jobs.mail_end],
    # billing
    PeriodBegan: [billing_run.invoice_period],
    InvoiceIssued: [invoices_jobs.mail_invoice],
    CardVisitReturned: [cards_jobs.look_for_card],
    CardRemoved: [cards_jobs.forget_card],
    PaymentStarted: [payments_jobs.charge_card],
    ChargeUnanswered: [payments_jobs.charge_card],
    AnswerWanted: [payments_jobs.settle],
    PaymentGivenUp: [payments_jobs.cancel_payment],
    PaymentSettled: [receipts_jobs.mail_receipt],
    PaymentDeclined: [],
    GatewayNewsHeard: [gateway_news_jobs.heed_news],
    # helpcenter
    RequestSent: [inbox_jobs.ask_those_who_decide, inbox_jobs.confirm_receipt],
    RequestMoved: [inbox_jobs.tell_of_a_move],
}

CALENDAR: Final[Calendar] = {
    DAILY: [
        sweeping.forget_what_is_old,
        # tenants
        joining_jobs.announce_unanswered,
        throttle_jobs.sweep_tries,
        # licensing
        termination_jobs.announce_ended_notices,
        invitations_jobs.announce_expired_holds,
        # billing
        billing_run.announce_periods_that_began,
        # helpcenter
    ],
    OFTEN: [
        # billing
        cards_jobs.look_after_visits,
        payments_jobs.ask_about_open_payments,
    ],
}
