"""Events, and the endpoints that want to hear of them."""

from __future__ import annotations

import secrets

import stripe

from saas.billing.gateway.simulator.call import Call
from saas.billing.gateway.simulator.errors import invalid
from saas.billing.gateway.simulator.routes import route
from saas.billing.gateway.simulator.store import Resource


@route("GET", "/v1/events")
def index(call: Call) -> Resource:
    """Events, newest first; with `type` or `types`, only those."""
    wanted = call.params.get("types") or [call.params.get("type")]
    return call.store.page(
        "event",
        call.params,
        url="/v1/events",
        fits=lambda event: wanted == [None] or event["type"] in wanted,
    )


@route("GET", "/v1/events/{id}")
def retrieve(call: Call, id_: str) -> Resource:
    """One event."""
    return call.store.get("event", id_)


@route("POST", "/v1/webhook_endpoints")
def create(call: Call) -> Resource:
    """An address that is told of events. The secret is answered this once."""
    secret = f"whsec_{secrets.token_urlsafe(24)}"
    endpoint = registered(
        call, url=call.must("url"), events=call.params["enabled_events"], secret=secret
    )
    return endpoint | {"secret": secret}


@route("GET", "/v1/webhook_endpoints")
def endpoints(call: Call) -> Resource:
    """The addresses that are told of events."""
    return call.store.page("webhook_endpoint", call.params, url="/v1/webhook_endpoints")


@route("GET", "/v1/webhook_endpoints/{id}")
def endpoint(call: Call, id_: str) -> Resource:
    """One such address."""
    return call.store.get("webhook_endpoint", id_)


@route("POST", "/v1/webhook_endpoints/{id}")
def update(call: Call, id_: str) -> Resource:
    """Change the address, what it is told of, or whether it is told at all."""
    found = call.store.get("webhook_endpoint", id_)
    found["metadata"] = call.metadata(found["metadata"])
    found |= {
        name: call.params[name]
        for name in ("url", "description", "enabled_events")
        if name in call.params
    }
    if "disabled" in call.params:
        found["status"] = "disabled" if call.flag("disabled") else "enabled"
    return call.store.save(found)


@route("DELETE", "/v1/webhook_endpoints/{id}")
def delete(call: Call, id_: str) -> Resource:
    """Tell this address no more."""
    call.store.get("webhook_endpoint", id_)
    call.store.forget(id_)
    return {"id": id_, "object": "webhook_endpoint", "deleted": True}


def registered(call: Call, *, url: str, events: list[str], secret: str) -> Resource:
    """A new endpoint whose deliveries are signed with `secret`. Raises ApiError for no URL."""
    if not url.startswith(("http://", "https://")):
        raise invalid(
            "Invalid URL: An explicit scheme (such as https) must be provided.", param="url"
        )
    return call.make(
        stripe.WebhookEndpoint,
        "we",
        hidden={"secret": secret},
        description=call.text("description"),
        enabled_events=events,
        metadata=call.metadata(),
        status="enabled",
        url=url,
    )
