"""Every door of the house: its pages and its JSON."""

from typing import Final

from flask import Blueprint
from flask_smorest import Blueprint as ApiBlueprint

from saas.billing.accounting import web as accounting
from saas.billing.ageing import web as ageing
from saas.billing.cards import web as cards
from saas.billing.certificate import web as certificate
from saas.billing.closing import web as closing
from saas.billing.coming_invoices import web as coming_invoices
from saas.billing.copies import web as copies
from saas.billing.costs import web as costs
from saas.billing.credit_notes import web as credit_notes
from saas.billing.credit_use import web as credit_use
from saas.billing.delivery import web as delivery
from saas.billing.delivery_desk import web as delivery_desk
from saas.billing.gateway_news import web as gateway_news
from saas.billing.hand_written import web as hand_written
from saas.billing.invoice_desk import web as invoice_desk
from saas.billing.invoices import web as invoices
from saas.billing.mass_payment import web as mass_payment
from saas.billing.payments import web as payments
from saas.billing.purchase_orders import web as purchase_orders
from saas.billing.receipts import web as receipts
from saas.billing.revenue import web as revenue
from saas.billing.statement import web as statement
from saas.billing.true_up import web as true_up
from saas.billing.webhooks import web as webhooks
from saas.helpcenter.forms.contact import web as contact
from saas.helpcenter.forms.notice import web as notice_form
from saas.helpcenter.forms.user_change import web as user_change
from saas.helpcenter.inbox import web as inbox
from saas.helpcenter.overview import web as overview
from saas.helpcenter.parked import web as parked
from saas.helpcenter.queue import web as queue
from saas.helpcenter.start import web as start
from saas.helpcenter.statements import web as statements
from saas.licensing.catalogue import web as plans
from saas.licensing.change import web as change
from saas.licensing.contracts import web as contracts
from saas.licensing.entitlements import web as entitlements
from saas.licensing.fewer_seats import web as fewer_seats
from saas.licensing.fitting import web as fitting
from saas.licensing.grants import web as grants
from saas.licensing.guest_list import web as guest_list
from saas.licensing.handovers import web as handovers
from saas.licensing.idle_seats import web as idle_seats
from saas.licensing.invitations import web as invitations
from saas.licensing.members import web as members
from saas.licensing.notice_desk import web as notice_desk
from saas.licensing.offers import web as offers
from saas.licensing.people_export import web as people_export
from saas.licensing.price_increases import web as price_increases
from saas.licensing.price_list import web as price_list
from saas.licensing.quote_desk import web as quote_desk
from saas.licensing.quote_requests import web as quote_requests
from saas.licensing.quotes import web as quotes
from saas.licensing.quoting import web as quoting
from saas.licensing.received_notices import web as received_notices
from saas.licensing.recovery import web as recovery
from saas.licensing.renewal import web as renewal
from saas.licensing.roster import web as roster
from saas.licensing.seat_history import web as seat_history
from saas.licensing.service_desk import web as services
from saas.licensing.staying import web as staying
from saas.licensing.termination import web as termination
from saas.licensing.transfer import web as transfer
from saas.licensing.vat_numbers import web as vat_numbers
from saas.licensing.what_if import web as what_if
from saas.tenants.claims import web as claims
from saas.tenants.companies import web as companies
from saas.tenants.confirmation import web as confirmation
from saas.tenants.decisions import web as decisions
from saas.tenants.details import web as company
from saas.tenants.login import web as login
from saas.tenants.partners import web as partners
from saas.tenants.preferences import web as preferences
from saas.tenants.profile import web as profile
from saas.tenants.registration import web as registration
from saas.tenants.reset import web as reset
from saas.tenants.terms import web as terms

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
    entitlements.pages,
    fitting.pages,
    people_export.pages,
    price_list.staff,
    grants.staff,
    change.pages,
    fewer_seats.pages,
    services.pages,
    services.staff,
    price_increases.staff,
    termination.pages,
    renewal.pages,
    received_notices.pages,
    notice_desk.staff,
    recovery.pages,
    recovery.staff,
    guest_list.pages,
    idle_seats.pages,
    seat_history.pages,
    staying.pages,
    what_if.pages,
    roster.pages,
    invitations.pages,
    quote_requests.pages,
    quotes.pages,
    quoting.staff,
    contracts.pages,
    transfer.pages,
    vat_numbers.pages,
    # billing
    copies.pages,
    delivery.pages,
    delivery_desk.staff,
    webhooks.pages,
    cards.pages,
    mass_payment.pages,
    payments.pages,
    receipts.pages,
    gateway_news.pages,
    invoices.pages,
    coming_invoices.pages,
    costs.pages,
    invoice_desk.staff,
    purchase_orders.pages,
    statement.pages,
    true_up.pages,
    credit_use.pages,
    credit_notes.staff,
    hand_written.staff,
    accounting.staff,
    ageing.staff,
    certificate.staff,
    revenue.staff,
    closing.pages,
    closing.staff,
    # helpcenter
    contact.pages,
    inbox.pages,
    queue.staff,
    parked.staff,
    overview.pages,
    start.pages,
    statements.pages,
    user_change.pages,
    notice_form.pages,
)

API_DOORS: Final[tuple[ApiBlueprint, ...]] = (
    # tenants
    registration.api,
    confirmation.api,
    claims.api,
    decisions.api,
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
    entitlements.api,
    fitting.api,
    people_export.api,
    price_list.api,
    grants.api,
    offers.api,
    services.api,
    services.staff_api,
    price_increases.api,
    termination.api,
    renewal.api,
    received_notices.api,
    notice_desk.api,
    recovery.api,
    members.people,
    members.joins,
    guest_list.api,
    idle_seats.api,
    seat_history.api,
    staying.api,
    what_if.api,
    invitations.api,
    quote_requests.api,
    quotes.api,
    quote_desk.api,
    contracts.api,
    handovers.api,
    vat_numbers.api,
    # billing
    copies.api,
    delivery.api,
    delivery.of_invoice,
    delivery_desk.api,
    webhooks.api,
    cards.api,
    mass_payment.api,
    payments.api,
    receipts.api,
    invoices.api,
    coming_invoices.api,
    costs.api,
    invoice_desk.api,
    purchase_orders.api,
    statement.api,
    true_up.api,
    credit_use.api,
    credit_notes.staff_api,
    hand_written.staff_api,
    ageing.staff_api,
    certificate.staff_api,
    revenue.staff_api,
    closing.api,
    # helpcenter
    contact.api,
    inbox.api,
    overview.api,
    user_change.api,
    notice_form.api,
)
