"""The company's cards: save one on the gateway's page, choose the default, remove."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields, validate

from saas.billing.cards.actions import begin_visit, make_default, remember_customer, remove_card
from saas.billing.cards.models import Card, CardVisit, GatewayCustomer
from saas.billing.cards.rules import CardGatewayAway
from saas.billing.events import CardVisitReturned
from saas.billing.gateway.current import gateway
from saas.billing.gateway.port import GatewayUnreachable, Visit
from saas.dates import now, today
from saas.outbox import announce, is_to_be_told
from saas.tenants.fields import Line
from saas.tenants.login.current import here, me
from saas.tenants.people.rules import Permission
from saas.web import Form
from saas.web.words import language

pages = Blueprint("cards", __name__, url_prefix="/cards")
api = ApiBlueprint("cards_api", __name__, url_prefix="/api/v1/cards", description="Saved cards")


class NewCard(Schema):
    """Where to go when the card is saved, and what was ticked on the way there."""

    back = fields.String(validate=validate.OneOf(["cards", "mass-payment"]), load_default="cards")
    invoice = fields.List(Line(longest=40), load_default=list)
    card = Line(longest=60)


class CardAnswer(Schema):
    """A saved card. Its number is known to nobody here."""

    id = fields.String(attribute="public_id")
    name = fields.String()
    brand = fields.String()
    last4 = fields.String()
    expires_on = fields.Date()
    is_default = fields.Boolean()
    last_used_on = fields.Date(allow_none=True)


class CardsAnswer(Schema):
    """The saved cards, the default first."""

    data = fields.List(fields.Nested(CardAnswer))


class VisitAnswer(Schema):
    """A visit to the gateway's page: send the card holder to `url`, then ask for the visit."""

    id = fields.String(attribute="public_id")
    url = fields.String()
    card = fields.String(allow_none=True)


@pages.get("")
def index() -> ResponseReturnValue:
    """The saved cards."""
    me().must(Permission.PAY)
    return render_template("billing/cards/page.html", cards=Card.saved(), today=today())


@pages.post("/new")
def save_new() -> ResponseReturnValue:
    """Open the gateway's page and go there."""
    form = Form(NewCard)
    back = url_for("cards.index")
    if form.sent_well() and form.data["back"] == "mass-payment":
        back = url_for("mass_payment.choose", invoice=form.data["invoice"])
    return redirect(_opened(back)[0].url, 303)


@pages.get("/saved")
def saved() -> ResponseReturnValue:
    """Back from the gateway's page. It only reads, and asks somebody to look."""
    me().must(Permission.PAY)
    visit = CardVisit.with_token(request.args.get("visit", ""))
    if visit.card_id:
        return redirect(visit.back_to)
    if "asked" not in request.args:
        announce(CardVisitReturned(visit.id))
        return redirect(url_for("cards.saved", visit=visit.token, asked=1))
    return render_template("billing/cards/saving.html", visit=visit)


@pages.post("/<public_id>/default")
def choose_default(public_id: str) -> ResponseReturnValue:
    """Propose this card for payments from now on."""
    make_default(Card.chosen(public_id), by=me())
    return redirect(url_for("cards.index"))


@pages.post("/<public_id>/remove")
def remove(public_id: str) -> ResponseReturnValue:
    """Let a card go."""
    remove_card(Card.chosen(public_id), by=me(), now=now())
    return redirect(url_for("cards.index"))


@api.get("")
@api.response(200, CardsAnswer)
def list_over_api() -> dict[str, Any]:
    """The saved cards."""
    me().must(Permission.PAY)
    return {"data": Card.saved()}


@api.post("/visits")
@api.response(201, VisitAnswer)
def save_over_api() -> dict[str, Any]:
    """Open the gateway's page; the card holder types the card there, in a browser."""
    page, visit = _opened(url_for("cards.index"))
    return {"public_id": visit.public_id, "url": page.url, "card": None}


@api.get("/visits/<public_id>")
@api.response(200, VisitAnswer)
def look_over_api(public_id: str) -> dict[str, Any]:
    """The card that a visit saved; null until it has, and then asking again soon will tell."""
    me().must(Permission.PAY)
    visit = CardVisit.known_as(public_id)
    if visit.card_id is None and not is_to_be_told(CardVisitReturned(visit.id)):
        announce(CardVisitReturned(visit.id))
    card = Card.find(visit.card_id) if visit.card_id else None
    return {"public_id": visit.public_id, "card": card.public_id if card else None}


@api.post("/<public_id>/default")
@api.response(200, CardAnswer)
def choose_default_over_api(public_id: str) -> Card:
    """Propose this card for payments from now on."""
    return make_default(Card.chosen(public_id), by=me())


@api.delete("/<public_id>")
@api.response(204)
def remove_over_api(public_id: str) -> None:
    """Let a card go."""
    remove_card(Card.chosen(public_id), by=me(), now=now())


def _opened(back: str) -> tuple[Visit, CardVisit]:
    """The gateway's page and our note of it: the one call outside a job, and it moves no money."""
    me().must(Permission.PAY)
    company = here()
    try:
        customer = GatewayCustomer.token_of_ours()
        if customer is None:
            customer = gateway().add_customer(
                customer_number=company.customer_number, name=company.name
            )
            remember_customer(customer)
        page = gateway().open_card_page(
            customer=customer,
            customer_number=company.customer_number,
            success_url=url_for("cards.saved", _external=True) + "?visit={VISIT}",
            cancel_url=url_for("cards.index", _external=True),
            language=language(),
        )
    except GatewayUnreachable as away:
        raise CardGatewayAway from away
    return page, begin_visit(by=me(), token=page.id, back_to=back, now=now())
