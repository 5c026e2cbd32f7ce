"""Requests to test with. Every argument has a sensible value."""

from email.message import EmailMessage

from saas.dates import now
from saas.db import db
from saas.helpcenter.inbox import actions
from saas.scope import OPERATOR, tenant_scope
from saas.tenants.company.models import Tenant
from saas.tenants.people.rules import Role
from tests import factories


def question(*, by, subject="How do I print?", message="I cannot find it.", needs_approval=False):
    """Something a person has written to staff, or wants their administrators to approve."""
    if needs_approval:
        wanted = {"action": "add", "name": subject, "email": "eva@next.example", "role": "member"}
        return _sent(by, "user_change", "Add %(name)s", wanted, needs_approval=True)
    written = {"topic": "question", "subject": subject, "message": message}
    return _sent(by, "contact", "Question: %(subject)s", written)


def _sent(by, form, subject, answers, *, needs_approval=False):
    with tenant_scope(by.tenant_id):
        asked = actions.send_request(
            by=by,
            form=form,
            subject=subject,
            answers=answers,
            needs_approval=needs_approval,
            now=now(),
        )
        db.session.commit()
        return asked


def staff_member(name="Sven", role=Role.OWNER):
    """One of the operator's own people."""
    with tenant_scope(OPERATOR):
        house = db.session.get_one(Tenant, OPERATOR)
    return factories.person(of=house, name=name, role=role)


SERVICE = "kundservice@kundzon.example"


def written(*, sender="Eva <eva@x.example>", to=SERVICE, subject="Hello", words="Hi", id_="<1@x>"):
    """A mail to one of our departments, as a mail program makes it."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    if id_ is not None:
        mail["Message-ID"] = id_
    mail.set_content(words)
    return mail
