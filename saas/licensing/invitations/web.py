"""Inviting, and following an invitation: pages for guests, JSON for both sides."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.dates import clock_time, now
from saas.licensing.invitations.actions import Guest, accept, guest_with, invite, revoke, send_again
from saas.licensing.invitations.forms import Acceptance, AcceptanceOverApi, InvitationOrder
from saas.licensing.invitations.models import Invitation
from saas.licensing.invitations.rules import InvitationOver
from saas.tenants.accounts.models import Account
from saas.tenants.login.actions import create_account, prove_account
from saas.tenants.login.current import me, start_session
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission
from saas.web import Form, open_to_all, sessions
from saas.web.words import language as reader_s_language

pages = Blueprint("invitations", __name__, url_prefix="/invitations")
api = ApiBlueprint(
    "invitations_api",
    __name__,
    url_prefix="/api/v1/invitations",
    description="Asking colleagues in",
)


class InvitationAnswer(Schema):
    """An invitation; while it is pending it holds a seat."""

    id = fields.String(attribute="public_id")
    name = fields.String()
    email = fields.String()
    role = fields.String()
    state = fields.Function(lambda invitation: invitation.state(now()).value)
    invited_at = fields.AwareDateTime()
    expires_at = fields.AwareDateTime()


class InvitationsAnswer(Schema):
    """Those neither accepted nor revoked, newest first."""

    data = fields.List(fields.Nested(InvitationAnswer))


class Welcome(Schema):
    """Who came in, and a bearer token for them."""

    token = fields.String()
    company = fields.String()
    customer_number = fields.String()
    role = fields.String()


@pages.route("/<token>", methods=["GET", "POST"])
@open_to_all
def come_in(token: str) -> ResponseReturnValue:
    """Show what a link invites to; only sending the form uses the link up."""
    form = Form(Acceptance)
    try:
        guest = guest_with(token=token, now=now())
    except InvitationOver as over:
        return render_template("licensing/invitations/over.html", refusal=over), 410
    if form.sent_well():
        with form.attempt():
            account = _account_of(guest, form.data["password"])
            accept(guest=guest, account=account, now=now())
            start_session(account=account, acting_for=guest.company.id)
            return redirect(url_for("overview.show"))
    if form.errors:
        guest = guest_with(token=token, now=now())  # a refused attempt forgets what it knew
    return render_template(
        "licensing/invitations/page.html", form=form, guest=guest, known=_is_guest(guest)
    ), form.status


@api.get("")
@api.response(200, InvitationsAnswer)
def list_open() -> dict[str, Any]:
    """The invitations neither accepted nor revoked."""
    me().must(Permission.MANAGE_PEOPLE)
    return {"data": Invitation.open()}


@api.post("")
@api.arguments(InvitationOrder)
@api.response(201, InvitationAnswer)
def invite_over_api(order: dict[str, Any]) -> Invitation:
    """Ask somebody in: a seat is held for seven days and a link is mailed."""
    return invite(**order, by=me(), now=now())


@api.post("/<public_id>/send-again")
@api.response(200, InvitationAnswer)
def send_again_over_api(public_id: str) -> Invitation:
    """Mail a new link; the old one is worthless."""
    return send_again(invitation=Invitation.known_as(public_id), by=me(), now=now())


@api.delete("/<public_id>")
@api.response(200, InvitationAnswer)
def revoke_over_api(public_id: str) -> Invitation:
    """Take an invitation back; its seat is free."""
    return revoke(invitation=Invitation.known_as(public_id), by=me(), now=now())


@api.post("/accept")
@open_to_all
@api.arguments(AcceptanceOverApi)
@api.response(201, Welcome)
def accept_over_api(order: dict[str, Any]) -> dict[str, Any]:
    """Come in with the token of the mailed link: with a new password, or that of one's login."""
    guest = guest_with(token=order["token"], now=now())
    account = _account_of(guest, order["password"])
    person: Person = accept(guest=guest, account=account, now=now())
    return {
        "token": sessions.begin_for_api(account_id=account.id, acting_for=guest.company.id),
        "company": guest.company.name,
        "customer_number": guest.company.customer_number,
        "role": person.role.value,
    }


def _account_of(guest: Guest, password: str) -> Account:
    """The guest's login, proved: new with this password, known by it, or logged in here."""
    if guest.account is None:
        return create_account(
            email=guest.invitation.email,
            name=guest.invitation.name,
            password=password,
            language=reader_s_language(),
            now=now(),
            about=(guest.company.name,),
        )
    if _is_guest(guest):
        return guest.account
    return prove_account(
        email=guest.account.email,
        password=password,
        address=request.remote_addr or "",
        now=clock_time(),
    )


def _is_guest(guest: Guest) -> bool:
    """Whether whoever is logged in in this browser is who was invited."""
    someone = current_user.is_authenticated and current_user.account_id
    return guest.account is not None and someone == guest.account.id
