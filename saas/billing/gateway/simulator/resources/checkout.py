"""Checkout sessions: a visit to the hosted page, to save a card or to pay with one."""

from __future__ import annotations

from typing import Any

import stripe

from saas.billing.gateway.simulator.call import Call
from saas.billing.gateway.simulator.errors import invalid, needed
from saas.billing.gateway.simulator.resources import payment_intents, setup_intents
from saas.billing.gateway.simulator.routes import route
from saas.billing.gateway.simulator.store import Resource

OPEN_FOR = 24 * 60 * 60
SESSION_ID = "{CHECKOUT_SESSION_ID}"


@route("POST", "/v1/checkout/sessions")
def create(call: Call) -> Resource:
    """A hosted page, to be visited within a day."""
    mode = call.must("mode")
    if mode not in ("setup", "payment"):
        raise invalid("Only modes setup and payment are simulated.", param="mode")
    for name in ("success_url", *(("currency",) if mode == "setup" else ("line_items",))):
        if name not in call.params:
            raise needed(name)
    total = None if mode == "setup" else _total(call.params["line_items"])
    session = call.make(
        stripe.checkout.Session,
        "cs_test",
        amount_subtotal=total,
        amount_total=total,
        automatic_tax={"enabled": False, "liability": None, "provider": None, "status": None},
        cancel_url=call.text("cancel_url"),
        client_reference_id=call.text("client_reference_id"),
        currency=_currency(call),
        custom_fields=[],
        custom_text={
            "after_submit": None,
            "shipping_address": None,
            "submit": None,
            "terms_of_service_acceptance": None,
        },
        customer=call.customer(),
        expires_at=int(call.text("expires_at") or call.now + OPEN_FOR),
        locale=call.text("locale"),
        metadata=call.metadata(),
        mode=mode,
        payment_method_collection="always",
        payment_method_types=["card"],
        payment_status="no_payment_required" if mode == "setup" else "unpaid",
        shipping_options=[],
        status="open",
        success_url=call.must("success_url"),
        ui_mode="hosted_page",
    )
    session["url"] = f"{call.hosted}/pay/{session['id']}"
    call.store.save(session)
    return _with_intent(call, session, mode)


@route("GET", "/v1/checkout/sessions")
def index(call: Call) -> Resource:
    """Visits, newest first."""
    return call.store.page(
        "checkout.session",
        call.params,
        owner=call.text("customer"),
        url="/v1/checkout/sessions",
        fits=lambda s: call.text("status") in (None, s["status"]),
    )


@route("GET", "/v1/checkout/sessions/{id}")
def retrieve(call: Call, id_: str) -> Resource:
    """One visit: whether it is open, complete or expired, and what came of it."""
    return opened(call, id_)


@route("POST", "/v1/checkout/sessions/{id}/expire")
def expire(call: Call, id_: str) -> Resource:
    """Close the page."""
    session = opened(call, id_)
    if session["status"] != "open":
        raise invalid('Only Checkout Sessions with a status in ["open"] can be expired.')
    return _expired(call, session)


def opened(call: Call, id_: str) -> Resource:
    """The session with this id, expired first if its time has run out."""
    session = call.store.get("checkout.session", id_, "session")
    if session["status"] == "open" and session["expires_at"] <= call.now:
        return _expired(call, session)
    return session


def submitted(call: Call, session: Resource, card: Resource) -> Resource:
    """Use the card that was typed on the page. The intent afterwards; raises ApiError."""
    call.params = {"payment_method_data": card}
    back = f"{call.hosted}/pay/{session['id']}"
    if session["mode"] == "setup":
        intent = call.store.get("setup_intent", session["setup_intent"])
        return setup_intents.confirmed(call, intent, return_url=back)
    intent = call.store.get("payment_intent", session["payment_intent"])
    return payment_intents.confirmed(call, intent, return_url=back)


def completed(call: Call, session: Resource) -> str:
    """Close a visit whose intent has succeeded; where the visitor goes from here."""
    if session["status"] == "open":
        paid = "no_payment_required" if session["mode"] == "setup" else "paid"
        session |= {"status": "complete", "payment_status": paid, "url": None}
        call.store.save(session)
        call.emit("checkout.session.completed", session)
    return str(session["success_url"]).replace(SESSION_ID, session["id"])


def of_intent(call: Call, intent: Resource) -> Resource | None:
    """The open visit that an intent belongs to, if it belongs to one."""
    sessions = call.store.all("checkout.session", owner=intent["customer"])
    return next((s for s in sessions if s[intent["object"]] == intent["id"]), None)


def _with_intent(call: Call, session: Resource, mode: str) -> Resource:
    data: Resource = call.params.get(f"{mode}_intent_data") or {}
    inner = Call(**(vars(call) | {"params": data | {"usage": "off_session"}}))
    about: dict[str, Any] = {"customer": session["customer"], "metadata": inner.metadata()}
    if mode == "setup":
        intent = setup_intents.begun(inner, **about)
    else:
        intent = payment_intents.begun(
            inner, amount=session["amount_total"], currency=session["currency"], **about
        )
    session[intent["object"]] = intent["id"]
    return call.store.save(session)


def _expired(call: Call, session: Resource) -> Resource:
    session |= {"status": "expired", "url": None}
    call.store.save(session)
    call.emit("checkout.session.expired", session)
    return session


def _currency(call: Call) -> str:
    if currency := call.text("currency"):
        return currency.lower()
    return str(call.params["line_items"][0]["price_data"]["currency"]).lower()


def _total(lines: list[Resource]) -> int:
    try:
        return sum(
            int(line["price_data"]["unit_amount"]) * int(line.get("quantity", 1)) for line in lines
        )
    except KeyError as absent:
        raise needed(f"line_items[0][price_data]{absent}") from absent
