"""The pages a card holder sees: typing a card, and answering the bank (3-D Secure)."""

from __future__ import annotations

from contextlib import suppress
from secrets import compare_digest
from urllib.parse import urlencode, urlsplit

from werkzeug.exceptions import NotFound
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from saas.billing.gateway.simulator import cards
from saas.billing.gateway.simulator.call import Call
from saas.billing.gateway.simulator.errors import ApiError
from saas.billing.gateway.simulator.rendering import page
from saas.billing.gateway.simulator.resources import checkout, payment_intents, setup_intents
from saas.billing.gateway.simulator.simulator import Simulator
from saas.billing.gateway.simulator.store import Resource
from saas.billing.gateway.simulator.typed import Typed


def card_page(simulator: Simulator, request: Request, id_: str) -> Response:
    """The page where a card is typed. Raises NotFound for a visit we know nothing of."""
    session = _session(simulator, id_)
    if session["status"] == "complete":
        return redirect(simulator.act(lambda call: checkout.completed(call, session)), 303)
    if session["status"] != "open":
        raise NotFound
    if request.method == "GET":
        return _shown(simulator, request, session, _first_look(simulator, session), 200)
    typed = Typed.of(request)
    if "use" in request.form:
        return _shown(simulator, request, session, typed, 200)
    if not typed.checked():
        return _shown(simulator, request, session, typed, 422)
    return _submitted(simulator, request, session, typed)


def challenge_page(simulator: Simulator, request: Request, id_: str) -> Response:
    """The bank's page. Raises NotFound without the word that was handed out with the address."""
    intent = simulator.store.find(id_)
    known = simulator.store.hidden(id_) if intent else {}
    if not intent or not compare_digest(known.get("challenge", ""), request.args.get("key", "")):
        raise NotFound
    if request.method == "POST" or intent["status"] != "requires_action":
        yes = request.form.get("answer") == "approve"
        return redirect(_answered(simulator, id_, yes=yes), 303)
    card = simulator.store.get("payment_method", intent["payment_method"])["card"]
    back = urlsplit(known["return_url"])
    leads_to = [f"{back.scheme}://{back.netloc}", *_ways_out(simulator, intent)]
    return page(
        request, "challenge.html", 200, leads_to=leads_to, card=card, intent=intent, session=None
    )


def message_page(request: Request, title: str, status: int) -> Response:
    """A page that only says something."""
    return page(request, "message.html", status, said=title, session=None)


def _session(simulator: Simulator, id_: str) -> Resource:
    try:
        return simulator.act(lambda call: checkout.opened(call, id_))
    except ApiError as unknown:
        raise NotFound from unknown


def _first_look(simulator: Simulator, session: Resource) -> Typed:
    """An empty form, or what the bank said when its holder comes back from it."""
    intent = simulator.store.find(session["setup_intent"] or session["payment_intent"]) or {}
    failed = intent.get("last_setup_error") or intent.get("last_payment_error")
    return Typed(errors={"number": failed["message"]} if failed else {})


def _submitted(simulator: Simulator, request: Request, session: Resource, typed: Typed) -> Response:
    try:
        intent = simulator.act(lambda call: checkout.submitted(call, session, typed.card()))
    except ApiError as error:
        typed.refused(error)
        return _shown(simulator, request, session, typed, 422)
    if intent["status"] == "requires_action":
        return redirect(intent["next_action"]["redirect_to_url"]["url"], 303)
    return redirect(simulator.act(lambda call: checkout.completed(call, session)), 303)


def _answered(simulator: Simulator, id_: str, *, yes: bool) -> str:
    """Tell the intent what its holder said; where the holder goes from here."""

    def answer(call: Call) -> None:
        intent = call.store.find(id_) or {}
        if intent["status"] != "requires_action":
            return
        of = setup_intents if intent["object"] == "setup_intent" else payment_intents
        of.answered_by_holder(call, intent, yes=yes)

    with suppress(ApiError):  # a decline: the intent remembers it, and tells whoever asks
        simulator.act(answer)
    return simulator.act(lambda call: _way_back(call, id_))


def _way_back(call: Call, id_: str) -> str:
    intent = call.store.find(id_) or {}
    ended = intent["status"] == "succeeded"
    if session := checkout.of_intent(call, intent):
        return checkout.completed(call, session) if ended else str(session["url"])
    back = str(call.store.hidden(id_)["return_url"])
    told = {
        intent["object"]: id_,
        f"{intent['object']}_client_secret": intent["client_secret"],
        "redirect_status": "succeeded" if ended else "failed",
    }
    return f"{back}{'&' if '?' in back else '?'}{urlencode(told)}"


def _ways_out(simulator: Simulator, intent: Resource) -> list[str]:
    session = simulator.act(lambda call: checkout.of_intent(call, intent))
    return _origins(session) if session else []


def _origins(session: Resource) -> list[str]:
    places = (urlsplit(session[name] or "") for name in ("success_url", "cancel_url"))
    return [f"{place.scheme}://{place.netloc}" for place in places if place.netloc]


def _shown(
    simulator: Simulator, request: Request, session: Resource, typed: Typed, status: int
) -> Response:
    customer = simulator.store.find(session["customer"] or "")
    return page(
        request, "card.html", status, leads_to=_origins(session), session=session, typed=typed,
        customer=customer, cards=cards.CARDS,
    )  # fmt: skip
