"""Who has written a mail, and which request of theirs it is about."""

from __future__ import annotations

from saas.db import db
from saas.errors import NotFound
from saas.helpcenter.inbox.models import HelpRequest
from saas.helpcenter.mailbox.models import ReceivedMail
from saas.helpcenter.mailbox.rules import number_in
from saas.scope import tenant_scope
from saas.tenants.accounts.models import Account
from saas.tenants.login.models import Place, places_of
from saas.tenants.people.models import Person


def acts_for(email: str) -> list[Place]:
    """The companies whose user has this address, but for our own; the first joined first."""
    account = Account.with_email(email) if email else None
    places = places_of(account.id) if account else []
    return [place for place in places if not place.is_operator]


def asker(mail: ReceivedMail, company_id: int) -> tuple[Person, HelpRequest | None]:
    """Its sender at a company, and the request there that it is about."""
    with tenant_scope(company_id):
        person = Person.with_email(mail.sender)
        if person is None:
            raise NotFound  # removed this very moment: tried again later
        return person, request_meant(mail, person)


def request_meant(mail: ReceivedMail, person: Person) -> HelpRequest | None:
    """The request that it answers a letter of ours about, or else names; if they may read it."""
    seen = HelpRequest.seen_by(person)
    for public_id in mail.about.split():
        if found := db.session.scalar(seen.where(HelpRequest.public_id == public_id)):
            return found
    number = number_in(mail.subject)
    return db.session.scalar(seen.where(HelpRequest.number == number)) if number else None
