"""Companies, people and browsers to test with. Every argument has a sensible value."""

import contextvars
import re

from flask import has_app_context

from saas.dates import now
from saas.db import db
from saas.scope import tenant_scope
from saas.tenants.accounts.models import Account
from saas.tenants.company.models import Tenant
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Role

BAKERY = "5560160680"
SMITHY = "5567037485"
PASSWORD = "correct horse battery staple"
# argon2id of PASSWORD with the parameters of production, made once: making it takes 40 ms.
PASSWORD_HASH = (
    "$argon2id$v=19$m=19456,t=2,p=1$qEWIh3Gz5tMhntcpcp9t0Q$"
    "4qIt1DV5g2aKYLLuoV7pYoBJMyqKcvObynkMo7bq9z8"
)


def company(*, name="Ågrens Bageri AB", org_number=BAKERY, country="SE", **details):
    """A registered company with an address, on Free."""
    engine_id = db.session.scalar(db.text("select nextval('tenants_id_seq')"))
    with tenant_scope(engine_id):
        tenant = Tenant(
            id=engine_id,
            customer_number=str(900_000 + engine_id),
            name=name,
            country=country,
            org_number=org_number,
            registered_at=now(),
            **{
                "street": "Storgatan 1",
                "postcode": "111 22",
                "city": "Stockholm",
                "invoice_email": "faktura@bageriet.example",
                **details,
            },
        )
        return _saved(tenant)


def person(*, of, name="Alice", role=Role.OWNER, email=None, language="en"):
    """Somebody of a company, with a login whose password is PASSWORD."""
    with tenant_scope(of.id):
        account = Account(
            email=email or f"{name.lower()}@{of.id}.example",
            name=name,
            password_hash=PASSWORD_HASH,
            language=language,
            created_at=now(),
        )
        db.session.add(account)
        db.session.flush()
        return _saved(Person(account_id=account.id, name=name, role=Role(role), joined_at=now()))


def _saved(row):
    db.session.add(row)
    db.session.commit()
    return row


def _from_outside(call, *args, **options):
    """Ask as the world does: with none of the test's own app, session or scope about.

    What the test has written is committed first; what it holds keeps its values, and what it
    looks up afterwards is read anew.
    """
    if has_app_context():
        db.session.commit()
    answer = contextvars.Context().run(call, *args, **options)
    if has_app_context():
        db.session.expunge_all()
    return answer


class Browser:
    """A test client that behaves as a browser without JavaScript: forms carry their token."""

    def __init__(self, app, token=None):
        self.client = app.test_client()
        self.base_url = app.config["SETTINGS"].base_url
        self._kept = None, ""
        if token:
            self.client.set_cookie("session", token, domain="kundzon.test")

    def get(self, path, **options):
        return _from_outside(self.client.get, path, base_url=self.base_url, **options)

    def post(self, path, data=None, **options):
        """Send a form, with the token of this browser's session."""
        sent = {"csrf_token": self._csrf_token(), **(data or {})}
        return _from_outside(self.client.post, path, data=sent, base_url=self.base_url, **options)

    def _csrf_token(self):
        """The token of this browser's session, read once from a page's form."""
        session, token = self._kept
        if not token or session != self._session:
            page = self.get("/terms").text
            found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
            token = found[1] if found else ""
            self._kept = self._session, token
        return token

    @property
    def _session(self):
        cookie = self.client.get_cookie("session", domain="kundzon.test")
        return cookie and cookie.value


class Program:
    """A test client of the JSON API."""

    def __init__(self, app, token=None):
        self.client = app.test_client()
        self.base_url = app.config["SETTINGS"].base_url
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path, **options):
        return self._ask("get", path, **options)

    def post(self, path, json=None, headers=None, **options):
        return self._ask("post", path, json=json or {}, headers=headers, **options)

    def put(self, path, json=None, headers=None):
        return self._ask("put", path, json=json or {}, headers=headers)

    def patch(self, path, json=None, headers=None):
        return self._ask("patch", path, json=json or {}, headers=headers)

    def delete(self, path, headers=None):
        return self._ask("delete", path, headers=headers)

    def _ask(self, method, path, headers=None, **options):
        call = getattr(self.client, method)
        sent = {**self.headers, **(headers or {})}
        return _from_outside(call, path, base_url=self.base_url, headers=sent, **options)
