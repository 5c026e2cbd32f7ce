"""The doors of the floor about how money is asked for: its pages and its JSON."""

from typing import Final

from flask import Blueprint
from flask_smorest import Blueprint as ApiBlueprint

from saas.billing.accounting import web as accounting
from saas.billing.ageing import web as ageing
from saas.billing.bank_desk import web as bank_desk
from saas.billing.bank_files import web as bank_files
from saas.billing.bank_payments import web as bank_payments
from saas.billing.cards import web as cards
from saas.billing.certificate import web as certificate
from saas.billing.closing import web as closing
from saas.billing.collection import web as collection
from saas.billing.coming_invoices import web as coming_invoices
from saas.billing.copies import web as copies
from saas.billing.costs import web as costs
from saas.billing.credit_notes import web as credit_notes
from saas.billing.credit_use import web as credit_use
from saas.billing.delivery import web as delivery
from saas.billing.delivery_desk import web as delivery_desk
from saas.billing.dispute_desk import web as dispute_desk
from saas.billing.disputes import web as disputes
from saas.billing.gateway_news import web as gateway_news
from saas.billing.hand_written import web as hand_written
from saas.billing.invoice_desk import web as invoice_desk
from saas.billing.invoices import web as invoices
from saas.billing.later_due import web as later_due
from saas.billing.letterhead import web as letterhead
from saas.billing.letterhead_desk import web as letterhead_desk
from saas.billing.mass_payment import web as mass_payment
from saas.billing.payments import web as payments
from saas.billing.payout_desk import web as payout_desk
from saas.billing.payouts import web as payouts
from saas.billing.purchase_orders import web as purchase_orders
from saas.billing.receipts import web as receipts
from saas.billing.reminder_fees import web as reminder_fees
from saas.billing.reminders import web as reminders
from saas.billing.revenue import web as revenue
from saas.billing.run_desk import web as run_desk
from saas.billing.seller import web as seller
from saas.billing.statement import web as statement
from saas.billing.true_up import web as true_up
from saas.billing.webhooks import web as webhooks

DOORS: Final[tuple[Blueprint, ...]] = (
    copies.pages,
    delivery.pages,
    delivery_desk.staff,
    webhooks.pages,
    cards.pages,
    mass_payment.pages,
    payments.pages,
    receipts.pages,
    bank_payments.pages,
    bank_desk.staff,
    bank_files.staff,
    gateway_news.pages,
    invoices.pages,
    coming_invoices.pages,
    costs.pages,
    collection.pages,
    collection.staff,
    disputes.pages,
    dispute_desk.staff,
    later_due.pages,
    later_due.staff,
    reminders.pages,
    reminder_fees.staff,
    invoice_desk.staff,
    purchase_orders.pages,
    statement.pages,
    true_up.pages,
    credit_use.pages,
    payouts.pages,
    payout_desk.staff,
    credit_notes.staff,
    hand_written.staff,
    run_desk.staff,
    accounting.staff,
    ageing.staff,
    certificate.staff,
    revenue.staff,
    seller.staff,
    letterhead.pages,
    letterhead_desk.staff,
    closing.pages,
    closing.staff,
)

API_DOORS: Final[tuple[ApiBlueprint, ...]] = (
    copies.api,
    delivery.api,
    delivery.of_invoice,
    delivery_desk.api,
    webhooks.api,
    cards.api,
    mass_payment.api,
    payments.api,
    receipts.api,
    bank_payments.api,
    bank_desk.staff_api,
    bank_files.api,
    invoices.api,
    coming_invoices.api,
    costs.api,
    collection.api,
    collection.staff_api,
    disputes.api,
    dispute_desk.staff_api,
    later_due.api,
    reminders.api,
    reminder_fees.staff_api,
    later_due.staff_api,
    invoice_desk.api,
    purchase_orders.api,
    statement.api,
    true_up.api,
    credit_use.api,
    payouts.api,
    payout_desk.api,
    credit_notes.staff_api,
    hand_written.staff_api,
    run_desk.staff_api,
    ageing.staff_api,
    certificate.staff_api,
    revenue.staff_api,
    closing.api,
)
