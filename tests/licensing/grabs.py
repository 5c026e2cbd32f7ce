"""Every way to come by a seat, each as one attempt in a transaction of its own."""

import secrets
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache

from sqlalchemy import select

from saas.dates import now, today
from saas.db import db
from saas.helpcenter.forms.user_change.actions import approve, ask_for_user_change
from saas.helpcenter.forms.user_change.rules import Change
from saas.licensing.agreement.actions import schedule_change
from saas.licensing.agreement.coming import ChangeReason
from saas.licensing.agreement.held import held_on
from saas.licensing.agreement.models import current_terms
from saas.licensing.carrying_out.actions import carry_out
from saas.licensing.change.actions import change_plan, preview_change
from saas.licensing.channels.rules import Channel
from saas.licensing.guest_list.actions import Listed, invite_all
from saas.licensing.invitations.actions import accept, guest_with, invite, link_for, revoke
from saas.licensing.invitations.models import Invitation
from saas.licensing.on_behalf.actions import Asked, order_for
from saas.licensing.recovery.actions import Candidate, approve_owner, propose_owner
from saas.licensing.recovery.models import OwnerProposal
from saas.licensing.recovery.rules import Proof
from saas.licensing.roster.actions import change, let_go, let_in
from saas.licensing.seats.actions import entitle, lock_seats, seat_person
from saas.licensing.seats.models import Seat
from saas.licensing.transfer.carrying_out import carry_out as let_go_over
from saas.licensing.transfer.models import Transfer
from saas.scope import OPERATOR, tenant_scope
from saas.tenants.accounts.models import Account
from saas.tenants.company.models import take_turns
from saas.tenants.joining.actions import ask_to_join
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Role
from saas.web.sessions import begin_for_api
from tests.factories import PASSWORD_HASH, Browser, Program

WAYS = {}


@dataclass(frozen=True)
class Company:
    """Where to grab: its id, its owner, a colleague who asks, and those without a seat.

    `staff_ids` are two of our own people, and `transfer_id` an agreed transfer that it gives or
    takes, whose day it is.
    """

    id: int
    owner_id: int
    asker_id: int
    waiting: tuple
    staff_ids: tuple
    transfer_id: int | None


def way(weight):
    """Make a function one of the ways; `weight` is how often it is tried."""

    def noted(function):
        function.name, function.weight = function.__name__, weight
        WAYS[function.__name__] = function
        return function

    return noted


@contextmanager
def at(app, company):
    """A transaction of this company's; committed where nothing stands in the way."""
    with app.app_context(), tenant_scope(company.id):
        try:
            yield Person.find(company.owner_id)
            db.session.commit()
        finally:
            db.session.remove()


def somebody():
    name = secrets.token_hex(8)
    return {"name": name, "email": f"{name}@storm.example"}


@way(14)
def invitation(app, company):
    """An owner's invitation."""
    with at(app, company) as owner:
        invite(**somebody(), role=Role.MEMBER, by=owner, now=now())
    return "seat"


@way(12)
def over_api(app, company):
    """The same as JSON, through the door."""
    answer = program(app, company).post("/api/v1/invitations", json=somebody())
    return "seat" if answer.status_code == 201 else answer.json["type"]


@way(6)
def on_the_page(app, company):
    """The same on the page, through the door."""
    answer = browser(app, company).post("/people/add", {**somebody(), "role": "member"})
    return {302: "seat", 409: "refused"}.get(answer.status_code, f"fault {answer.status_code}")


@way(10)
def guest(app, company):
    """An invitation, and somebody who follows its link."""
    with at(app, company) as owner:
        link = link_for(invite(**somebody(), role=Role.MEMBER, by=owner, now=now()))
    with app.app_context():
        who = guest_with(token=link.token, now=now())
        account = Account(
            email=who.invitation.email,
            name=who.invitation.name,
            password_hash=PASSWORD_HASH,
            language="en",
            created_at=now(),
        )
        db.session.add(account)
        db.session.flush()
        accept(guest=who, account=account, now=now())
        db.session.commit()
        db.session.remove()
    return "came in"


@way(10)
def form_approved(app, company):
    """A colleague asks with the form, and the owner says yes."""
    with at(app, company) as owner:
        asker = Person.find(company.asker_id)
        asked = ask_for_user_change(
            by=asker, action=Change.ADD, role=Role.MEMBER, now=now(), **somebody()
        )
        approve(by=owner, request=asked, now=now())
    return "seat"


@way(8)
def imported(app, company):
    """A list of three, or as many of them as there is room for."""
    rows = [Listed(n, role=Role.MEMBER, **somebody()) for n in (2, 3, 4)]
    with at(app, company) as owner:
        invited = invite_all(listed=rows, only_first=True, by=owner, now=now())
    return f"{len(invited)} seats"


@way(12)
def reactivated(app, company):
    """Somebody without a seat gets one."""
    with at(app, company) as owner:
        seat_person(person=Person.find(secrets.choice(company.waiting)), by=owner, now=now())
    return "seat"


@way(10)
def let_in_who_asked(app, company):
    """Somebody asks to be let in, and is."""
    who = somebody()
    with app.app_context():
        asked = ask_to_join(tenant_id=company.id, language="sv", message="", now=now(), **who)
        db.session.commit()
        db.session.remove()
    with at(app, company) as owner:
        asked = type(asked).find(asked.id)
        let_in(join_request=asked, role=Role.MEMBER, by=owner, now=now())
    return "seat"


@way(2)
def ordered(app, company):
    """One seat more is ordered."""
    with at(app, company) as owner:
        terms = current_terms(today())
        if terms is None:
            return "on Free"
        wanted = {"edition_key": terms.edition, "extra_seats": terms.extra_seats + 1}
        shown = preview_change(**wanted, by=owner, now=now()).fingerprint
        change_plan(**wanted, shown=shown, by=owner, now=now())
    return "ordered"


@way(4)
def ordered_for_them(app, company):
    """One of our staff orders one seat more, because the company asked."""
    with at(app, company) as owner:
        by, terms = our_own(company.staff_ids[0]), current_terms(today())
        if terms is None:
            return "on Free"
        wanted = {"edition_key": terms.edition, "extra_seats": terms.extra_seats + 1}
        shown = preview_change(**wanted, by=by, now=now()).fingerprint
        asked = Asked(channel=Channel.PHONE, asked_by=owner.email, asked_on=today())
        order_for(asked, shown=wanted | {"shown": shown}, by=by, now=now())
    return "ordered"


@way(2)
def fewer(app, company):
    """One seat fewer than there are."""
    with at(app, company) as owner:
        entitle(seats=lock_seats(now()).entitled - 1, by=owner, now=now())
    return "fewer"


@way(8)
def revoked(app, company):
    """An invitation is taken back."""
    with at(app, company) as owner:
        waiting = select(Invitation).join(Seat, Seat.id == Invitation.seat_id).limit(1)
        open_one = db.session.scalar(waiting.where(Seat.held_until.is_not(None)))
        if open_one is None:
            return "none"
        revoke(invitation=open_one, by=owner, now=now())
    return "freed"


@way(4)
def replaced(app, company):
    """Somebody comes in place of a person who came in, in one step."""
    with at(app, company) as owner:
        gone = newcomer(company)
        if gone is None:
            return "nobody"
        ask_for_user_change(
            by=owner,
            action=Change.REPLACE,
            person=gone.public_id,
            role=Role.MEMBER,
            now=now(),
            **somebody(),
        )
    return "swapped"


@way(3)
def role_changed(app, company):
    """Another role takes no seat and gives none back."""
    with at(app, company) as owner:
        person = Person.find(secrets.choice(company.waiting))
        change(person=person, by=owner, role=secrets.choice([Role.BILLING, Role.MEMBER]))
    return "changed"


@way(2)
def carried_out(app, company):
    """A smaller order that was agreed on before comes to its day."""
    with at(app, company) as owner:
        take_turns()
        held = held_on(today())
        if held is None:
            return "on Free"
        terms = held.timeline.terms[-1]
        if not terms.extra_seats:
            return "none"
        less = replace(terms, starts_on=today(), extra_seats=terms.extra_seats - 1)
        why = ChangeReason.CUSTOMER
        carry_out(schedule_change(held, less, by=owner, now=now(), why=why), now=now())
    return "fewer"


@way(6)
def recovered(app, company):
    """Two of our staff make somebody an owner, as often as not in the place of one who left."""
    with at(app, company):
        proposer, approver = (our_own(id_) for id_ in company.staff_ids)
        if OwnerProposal.waiting() is None:
            left = newcomer(company) if secrets.randbelow(2) else None
            who = Candidate(
                **somebody(),
                proof_kind=Proof.REGISTRY,
                proof="An extract of yesterday",
                left_email=left.email if left else "",
            )
            propose_owner(who, by=proposer, now=now() - timedelta(days=21))
    with at(app, company):
        waiting = OwnerProposal.waiting()
        if waiting is None:
            return "settled by another"
        approve_owner(proposal=waiting, by=approver, now=now())
    return "seat"


@way(14)
def transferred(app, company):
    """The company's agreement goes over to another, or another's to it, where that was agreed."""
    if company.transfer_id is None:
        return "none agreed"
    with at(app, company):
        let_go_over(transfer_id=company.transfer_id, fee_called="A transfer", now=now())
        with tenant_scope(OPERATOR):
            return Transfer.find(company.transfer_id).state(today()).value


def our_own(person_id):
    """One of our staff."""
    with tenant_scope(OPERATOR):
        return Person.find(person_id)


def newcomer(company):
    """Somebody with a seat who was not there from the beginning."""
    there = [company.owner_id, company.asker_id, *company.waiting]
    seated = select(Person).join(Seat, Seat.person_id == Person.id)
    return db.session.scalar(seated.where(Person.id.not_in(there)).limit(1))


@way(6)
def removed(app, company):
    """A person who came in is removed."""
    with at(app, company) as owner:
        gone = newcomer(company)
        if gone is None:
            return "nobody"
        let_go(person=gone, by=owner, now=now())
    return "freed"


def fill(app, company):
    """Hold seats until there is none left; each process does, so that many meet at the edge."""
    count = 0
    while True:
        try:
            invitation(app, company)
        except Exception as refusal:
            if getattr(refusal, "code", "") != "seat-limit-reached":
                raise
            return "until refused"
        count += 1


fill.name = "fill"


@cache
def program(app, company):
    """The API as the owner speaks to it; one for each company and process."""
    return Program(app, token(app, company))


@cache
def browser(app, company):
    """A browser where the owner is logged in, and that has its token for forms already."""
    logged_in = Browser(app, token(app, company))
    logged_in._csrf_token()
    return logged_in


def token(app, company):
    """A bearer token of the owner's, which serves as the cookie of a browser too."""
    base_url = app.config["SETTINGS"].base_url
    with app.test_request_context(base_url=base_url), tenant_scope(company.id):
        owner = Person.find(company.owner_id)
        made = begin_for_api(account_id=owner.account_id, acting_for=company.id)
        db.session.commit()
        db.session.remove()
    return made
