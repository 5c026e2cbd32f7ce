"""Forms, links and people of the tenants' floor."""

import re
from types import SimpleNamespace

from saas.db import db
from saas.scope import OPERATOR, tenant_scope
from saas.tenants.company.models import Tenant
from tests import factories

ERICSSON = "556056-6258"
GOOD_PASSWORD = "min giraff heter Hjalmar"


def registration_form(**changes):
    """What Alice writes to register her company; `None` leaves a field out."""
    form = {
        "country": "SE",
        "org_number": ERICSSON,
        "company_name": "Ågrens Konditori AB",
        "person_name": "Alice Ågren",
        "email": "alice@konditori.example",
        "accept_terms": "true",
        "terms_edition": "2026-1",
        **changes,
    }
    return {name: value for name, value in form.items() if value is not None}


def registration_order(**changes):
    """The same over the API."""
    return registration_form(**{"accept_terms": True, **changes})


def in_english(browser):
    """A browser whose reader wants English."""
    browser.client.set_cookie("language", "en", domain="kundzon.test")
    return browser


def kept(mail):
    """What a letter says, whatever becomes of its row."""
    return SimpleNamespace(recipient=mail.recipient, subject=mail.subject, body=mail.body)


def link_in(mail):
    """The path of the link in a letter."""
    return re.search(r"http://kundzon\.test(/\S+)", mail.body)[1]


def token_in(mail):
    """The token of the link in a letter."""
    return link_in(mail).rsplit("/", 1)[-1]


def operator():
    """The operator's own company."""
    with tenant_scope(OPERATOR):
        return db.session.get_one(Tenant, OPERATOR)


def staff(name="Signe", **details):
    """One of the operator's own people."""
    return factories.person(of=operator(), name=name, role="admin", **details)


def company_numbered(digits):
    """How many companies have this number, seen from behind the wall."""
    return db.session.scalar(
        db.text("select count(*) from tenants where org_number = :n"), {"n": digits}
    )


def plain(person):
    """What a test needs to know of somebody, also after a request has been undone."""
    names = ("id", "tenant_id", "account_id", "public_id", "name", "email")
    return SimpleNamespace(**{name: getattr(person, name) for name in names})


def said(page, *, name=""):
    """What a page says, without its CSRF tokens, which change every second, and without `name`."""
    text = re.sub(r'name="csrf_token" value="[^"]*"', "", page.text)
    return text.replace(name, "") if name else text


def action_in(page, ending):
    """Where a form of a page is sent: the one whose address ends so."""
    return re.search(rf'action="([^"]*{ending})"', page.text)[1]
