"""Registering a company: asking, the link by mail, and the moment it becomes one of ours."""

from __future__ import annotations

from datetime import datetime

from saas.db import db, refused_by
from saas.outbox import announce
from saas.scope import OPERATOR, tenant_scope
from saas.tenants.accounts.models import Account
from saas.tenants.company.models import Tenant
from saas.tenants.events import CompanyRegistered, RegistrationAsked
from saas.tenants.links.rules import Link, LinkUnknown, kept_of, must_be_open
from saas.tenants.login.actions import create_account, prove_account
from saas.tenants.org_numbers.rules import OrgNumber
from saas.tenants.partners.models import PartnerAnnouncement
from saas.tenants.people.actions import add_person
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Role
from saas.tenants.registration.models import Registration
from saas.tenants.registration.rules import LINK_LIVES, OrgNumberAnnounced, OrgNumberTaken
from saas.tenants.terms.actions import accept_terms
from saas.tenants.throttle.actions import take_a_try
from saas.tenants.throttle.rules import Guarded


def ask_to_register(
    *,
    number: OrgNumber,
    company_name: str,
    person_name: str,
    email: str,
    language: str,
    terms_edition: str,
    address: str,
    now: datetime,
) -> Registration:
    """Note that a stranger wants to register a company. The terms have been accepted.

    Nothing is looked up: the answer, and the time it takes, are the same whether the number is
    free or taken (promises.md R13).
    """
    with tenant_scope(OPERATOR):
        registration = Registration(
            country=number.country,
            org_number=number.digits,
            suffix=number.suffix,
            company_name=company_name,
            person_name=person_name,
            email=email,
            language=language,
            terms_edition=terms_edition,
            address=address,
            asked_at=now,
        )
        db.session.add(registration)
        db.session.flush()
        announce(RegistrationAsked(registration.id))
    return registration


def may_ask(*, email: str, address: str, now: datetime) -> None:
    """Count one request for a link. `now` is the world's instant. Raises TooManyTries."""
    take_a_try({Guarded.REGISTER_MAIL: email, Guarded.REGISTER_ADDRESS: address}, now=now)


def link_for(*, registration: Registration, now: datetime) -> Link:
    """Make the link that goes out by mail, good for 24 hours. Earlier links are dead.

    Also those of earlier unfinished registrations of the same company by the same address:
    this one resumes them.
    """
    for earlier in Registration.earlier_unfinished(registration):
        earlier.token_hash = None
    link = Link.new()
    registration.token_hash = link.kept
    registration.expires_at = now + LINK_LIVES
    db.session.flush()
    return link


def open_registration(*, token: str, now: datetime, lock: bool = False) -> Registration:
    """The registration behind a link; looking does not use it up.

    Raises LinkUnknown, LinkUsed or LinkExpired.
    """
    registration = behind_link(token, lock=lock)
    must_be_open(expires_at=registration.expires_at, used_at=registration.confirmed_at, now=now)
    return registration


def behind_link(token: str, *, lock: bool = False) -> Registration:
    """The registration of a link, however old. Raises LinkUnknown."""
    with tenant_scope(OPERATOR):
        registration = Registration.by_link(kept_of(token), lock=lock)
    if registration is None:
        raise LinkUnknown
    return registration


def ask_for_new_link(*, token: str) -> Registration:
    """Have a new link mailed in place of one that is too old. Raises LinkUnknown."""
    registration = behind_link(token)
    with tenant_scope(OPERATOR):
        announce(RegistrationAsked(registration.id))
    return registration


def must_be_free(registration: Registration) -> None:
    """Refuse a number that is taken. Raises OrgNumberTaken or OrgNumberAnnounced."""
    number = registration.number
    if Tenant.with_number(number):
        raise OrgNumberTaken(number.masked)
    with tenant_scope(OPERATOR):
        announced = registration.opened_at is None and PartnerAnnouncement.in_force(number)
    if announced:
        raise OrgNumberAnnounced(number.masked)


def confirm_registration(
    *, token: str, password: str, address: str, now: datetime, clock: datetime
) -> Person:
    """Make the company, its owner's login if there is none yet, and the owner; use the link up.

    The database, not a prior look, decides whether the number is new, so that of any number of
    simultaneous confirmations one succeeds. `password` is a new one, or that of the login the
    address has already. `clock` is the world's instant. Raises what `open_registration` and
    `must_be_free` raise, WrongCredentials, TooManyTries, and what `good_password` raises.
    """
    registration = open_registration(token=token, now=now, lock=True)
    must_be_free(registration)
    company = _found_company(registration, now)
    account = _login_of(registration, password, address=address, now=now, clock=clock)
    with tenant_scope(company.id):
        owner = add_person(account=account, name=registration.person_name, role=Role.OWNER, now=now)
        accept_terms(
            by=owner,
            edition=registration.terms_edition,
            address=registration.address,
            now=registration.asked_at,
        )
        announce(CompanyRegistered(owner.id))
    with tenant_scope(OPERATOR):
        registration.confirmed_at = now
        registration.became_id = company.id
        db.session.flush()
    return owner


def _found_company(registration: Registration, now: datetime) -> Tenant:
    """The company's row, within its own scope, unless another has the number by now."""
    number = registration.number
    id_ = Tenant.new_id()
    with (
        tenant_scope(id_),
        refused_by("one_live_tenant_per_number", OrgNumberTaken(number.masked)),
    ):
        company = Tenant(
            id=id_,
            customer_number=Tenant.new_customer_number(),
            country=number.country,
            org_number=number.digits,
            suffix=number.suffix,
            name=registration.company_name,
            invoice_email=registration.email,
            language=registration.language,
            registered_at=now,
        )
        db.session.add(company)
    return company


def _login_of(
    registration: Registration, password: str, *, address: str, now: datetime, clock: datetime
) -> Account:
    if Account.with_email(registration.email):
        return prove_account(
            email=registration.email, password=password, address=address, now=clock
        )
    return create_account(
        email=registration.email,
        name=registration.person_name,
        password=password,
        language=registration.language,
        about=(registration.company_name, registration.org_number),
        now=now,
    )
