"""What a payer writes on a payment: the numbers of invoices and of companies."""

from sqlalchemy import text

from saas.billing.invoices.models import Invoice
from saas.db import db
from saas.scope import tenant_scope


def ocr_of(number, person):
    with tenant_scope(person.tenant_id):
        found = Invoice.numbered(number).ocr
    db.session.commit()
    return found


def number_of(person):
    with tenant_scope(person.tenant_id):
        number = db.session.scalar(
            text("select customer_number from tenants where id = :id"), {"id": person.tenant_id}
        )
    db.session.commit()
    return number
