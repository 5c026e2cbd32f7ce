"""Three companies that have lived for a while, so that every page of a demo has something on it.

They live through the same deeds and the same calendar as any other company: nothing here
writes a row by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from flask import Flask

from saas import outbox
from saas.billing.disputes.actions import dispute_invoice
from saas.billing.mass_payment.models import claims
from saas.dates import clock_time, day_of, now, today
from saas.db import db
from saas.demo.clock import advance, set_back
from saas.demo.logins import PASSWORD
from saas.demo.payments import money_comes_in
from saas.helpcenter.departments.rules import Topic
from saas.helpcenter.forms.contact.actions import write_to_staff
from saas.helpcenter.forms.user_change.actions import ask_for_user_change
from saas.helpcenter.forms.user_change.rules import Change
from saas.licensing.catalogue.models import catalogue
from saas.licensing.change.actions import change_plan, preview_change
from saas.licensing.invitations.actions import accept, guest_with, invite, link_for
from saas.licensing.termination.actions import give_notice
from saas.scope import OPERATOR, tenant_scope
from saas.tenants.company.actions import change_invoice_details
from saas.tenants.login.actions import add_staff, create_account
from saas.tenants.org_numbers.rules import org_number
from saas.tenants.partners.actions import add_partner, announce_number
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Role
from saas.tenants.registration import actions as registration
from saas.tenants.terms.rules import edition_on

HISTORY_DAYS = 75
ADDRESS = "127.0.0.1"


def load(app: Flask, progress: Callable[[date], None] | None = None) -> None:
    """Let the demo's companies live up to today. For a database with nobody in it."""
    set_back(app.config["SETTINGS"], HISTORY_DAYS)
    with app.app_context():
        world_day = day_of(clock_time())
        _staff_and_partner()
        _sole_trader()
        smedjan = _registered(
            "5567037485", "Nordströms Smide AB", "Charlie Nordström", "charlie@smedjan.example"
        )
        _agree(smedjan, plan="premium", extra_seats=1)
        _pass_until(app, world_day - timedelta(days=45), progress)
        bageriet = _registered(
            "5560160680", "Ågrens Bageri AB", "Alice Ågren", "alice@bageriet.example"
        )
        _agree(bageriet, plan="basic", extra_seats=1)
        _joined(bageriet, name="Bob Berg", email="bob@bageriet.example")
        _pass_until(app, world_day - timedelta(days=20), progress)
        with tenant_scope(smedjan.tenant_id):
            give_notice(by=smedjan, now=now(), reason="Vi lägger ned verkstaden.")
            db.session.commit()
        _pass_until(app, world_day - timedelta(days=9), progress)
        _agree(bageriet, plan="basic", extra_seats=2)
        _pass_until(app, world_day - timedelta(days=4), progress)
        _agree(bageriet, plan="premium", extra_seats=2)
        _ask_for_things(bageriet)
        money_comes_in(smedjan)
        _disputes(smedjan)
        _pass_until(app, world_day, progress)


def _pass_until(app: Flask, day: date, progress: Callable[[date], None] | None) -> None:
    db.session.commit()
    advance(app, max(day, today()), progress)


def _staff_and_partner() -> None:
    stina = add_staff(
        name="Stina Staf", email="stina@kundzon.example", password=PASSWORD, now=now()
    )
    add_staff(name="Sven Stab", email="sven@kundzon.example", password=PASSWORD, now=now())
    with tenant_scope(OPERATOR):
        partner, _key = add_partner(
            by=stina,
            name="Bokföringsbolaget",
            contact_email="support@bokforingsbolaget.example",
            contact_url="https://bokforingsbolaget.example",
            shows_contact=True,
            now=now(),
        )
    announce_number(partner=partner, number=org_number("2021005489", country="SE"), now=now())
    db.session.commit()


def _sole_trader() -> None:
    dana = _registered(
        "8803200016", "Blomman Danielsson", "Dana Danielsson", "dana@blomman.example"
    )
    with tenant_scope(dana.tenant_id):
        write_to_staff(
            by=dana,
            topic=Topic.QUESTION,
            subject="Kan jag få fakturan på engelska?",
            message="Hej! Min revisor läser bara engelska. Går det att ordna?",
            now=now(),
        )
        db.session.commit()


def _registered(number: str, company: str, name: str, email: str) -> Person:
    """A company that registered itself and whose owner followed the link in the mail."""
    asked = registration.ask_to_register(
        number=org_number(number, country="SE"),
        company_name=company,
        person_name=name,
        email=email,
        language="sv",
        terms_edition=edition_on(today()).name,
        address=ADDRESS,
        now=now(),
    )
    with tenant_scope(OPERATOR):
        link = registration.link_for(registration=asked, now=now())
    owner = registration.confirm_registration(
        token=link.token, password=PASSWORD, address=ADDRESS, now=now(), clock=clock_time()
    )
    with tenant_scope(owner.tenant_id):
        change_invoice_details(
            by=owner, street="Storgatan 1", postcode="111 22", city="Stockholm", invoice_email=email
        )
        db.session.commit()
    return owner


def _agree(person: Person, *, plan: str, extra_seats: int) -> None:
    """Agree to the newest edition of a plan, exactly as the preview shows it."""
    edition = next(e for e in catalogue().on_sale(today()) if e.key.startswith(plan))
    with tenant_scope(person.tenant_id):
        shown = preview_change(
            edition_key=edition.key, extra_seats=extra_seats, by=person, now=now()
        )
        change_plan(
            edition_key=edition.key,
            extra_seats=extra_seats,
            shown=shown.fingerprint,
            by=person,
            now=now(),
        )
        db.session.commit()
    outbox.tell()


def _joined(by: Person, *, name: str, email: str) -> Person:
    """Somebody who was invited and followed the link."""
    with tenant_scope(by.tenant_id):
        invitation = invite(name=name, email=email, role=Role.MEMBER, by=by, now=now())
        token = link_for(invitation).token
        db.session.commit()
    account = create_account(email=email, name=name, password=PASSWORD, language="sv", now=now())
    person = accept(guest=guest_with(token=token, now=now()), account=account, now=now())
    db.session.commit()
    return person


def _ask_for_things(owner: Person) -> None:
    """Bob asks for a colleague, which Alice has not answered yet."""
    with tenant_scope(owner.tenant_id):
        bob = next(p for p in Person.active() if p.email.startswith("bob@"))
        ask_for_user_change(
            by=bob,
            action=Change.ADD,
            name="Cecilia Carlsson",
            email="cecilia@bageriet.example",
            role=Role.MEMBER,
            now=now(),
        )
        db.session.commit()


def _disputes(owner: Person) -> None:
    """Charlie says that a line of the newest invoice is not as agreed; staff have it to decide."""
    with tenant_scope(owner.tenant_id):
        dispute_invoice(
            by=owner,
            number=claims()[-1].number,
            line=2,
            amount=None,
            reason="Vi sade upp den extra licensen i förra månaden, men den är kvar på fakturan.",
            now=now(),
        )
        db.session.commit()
