"""Transfers to test with: offered by one company, taken by another."""

import re
from datetime import date

from saas.dates import now
from saas.db import db
from saas.licensing.transfer.actions import accept_transfer, offer_transfer, preview_taking
from saas.licensing.transfer.models import Transfer
from saas.scope import tenant_scope
from saas.tenants.company.models import our_company
from saas.tenants.org_numbers.rules import OrgNumber
from saas.tenants.people.models import Person
from tests import factories

TRANSFERS = "/api/v1/transfers"
PEKING = "5560125790"
TO_SMITHY = {
    "org_number": factories.SMITHY,
    "email": "vd@smithy.example",
    "effective_on": "2026-03-12",
}


def offered(by, *, number=factories.SMITHY, effective_on=date(2026, 3, 12)):
    """The agreement of `by`'s company, offered to the company with `number`."""
    with tenant_scope(by.tenant_id):
        transfer = offer_transfer(
            number=OrgNumber("SE", number),
            email="vd@smithy.example",
            effective_on=effective_on,
            by=Person.find(by.id),
            now=now(),
        )
        db.session.commit()
    return transfer


def taken(transfer, by):
    """The transfer, accepted by `by` for their company."""
    with tenant_scope(by.tenant_id):
        person, instant = Person.find(by.id), now()
        ours = Transfer.known_to(our_company(), transfer.public_id)
        shown = preview_taking(transfer=ours, by=person, now=instant).fingerprint
        held = accept_transfer(transfer=ours, shown=shown, accepted=True, by=person, now=instant)
        db.session.commit()
    return held


def confirmed(page):
    """What the form of the page that checks an offer sends."""
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: value for name, value in hidden if name in {*TO_SMITHY, "country", "token"}}
