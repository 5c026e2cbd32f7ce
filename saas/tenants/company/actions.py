"""Changing what we know of a company, and of where its invoices go."""

from __future__ import annotations

from saas.db import db
from saas.outbox import announce
from saas.tenants.company.models import Tenant, take_turns
from saas.tenants.company.rules import company_name, vat_number
from saas.tenants.events import CompanyDetailsChanged
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def change_details(*, by: Person, name: str, language: str) -> Tenant:
    """Give the company in scope another name or language ("sv" or "en").

    Documents already issued keep what they said. Raises NotAllowed, ReadOnly or NameMissing.
    """
    by.must(Permission.MANAGE_PEOPLE)
    return _change(by, name=company_name(name), language=language)


def change_invoice_details(
    *,
    by: Person,
    street: str,
    postcode: str,
    city: str,
    invoice_email: str,
    reference: str = "",
    vat_number: str = "",
) -> Tenant:
    """Say where future invoices go and what they name. Issued ones keep what they said (S5).

    `reference` is the buyer's own (PO number or name), `vat_number` may be empty. Raises
    NotAllowed, ReadOnly or VatNumberMistyped.
    """
    by.must(Permission.PAY)
    return _change(
        by,
        street=street.strip(),
        postcode=postcode.strip(),
        city=city.strip(),
        invoice_email=invoice_email.strip(),
        reference=reference.strip(),
        vat_number=_checked(vat_number),
    )


def _checked(written: str) -> str:
    return vat_number(written, country=take_turns().country)


def _change(by: Person, **details: str) -> Tenant:
    """Write down what differs, and announce which fields did; nothing when none does."""
    company = take_turns()
    changed = [name for name, value in details.items() if getattr(company, name) != value]
    for name in changed:
        setattr(company, name, details[name])
    if changed:
        db.session.flush()
        announce(CompanyDetailsChanged(" ".join(changed), by.id))
    return company
