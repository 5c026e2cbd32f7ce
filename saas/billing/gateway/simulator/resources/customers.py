"""Customers: whose cards and payments these are."""

from __future__ import annotations

import secrets

import stripe

from saas.billing.gateway.simulator.call import Call
from saas.billing.gateway.simulator.errors import invalid
from saas.billing.gateway.simulator.routes import route
from saas.billing.gateway.simulator.store import Resource

PLAIN = ("name", "email", "description", "phone", "address", "shipping")


@route("POST", "/v1/customers")
def create(call: Call) -> Resource:
    """A new customer. Two with the same name are two customers, as at Stripe."""
    customer = call.make(
        stripe.Customer,
        "cus",
        **{name: call.params.get(name) or None for name in PLAIN},
        balance=0,
        delinquent=False,
        invoice_prefix=secrets.token_hex(4).upper(),
        invoice_settings={
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        metadata=call.metadata(),
        next_invoice_sequence=1,
        preferred_locales=call.params.get("preferred_locales", []),
        tax_exempt=call.text("tax_exempt") or "none",
    )
    call.emit("customer.created", customer)
    return customer


@route("GET", "/v1/customers")
def index(call: Call) -> Resource:
    """Customers, newest first; with `email`, those with exactly that address."""
    email = call.params.get("email")
    return call.store.page(
        "customer",
        call.params,
        url="/v1/customers",
        fits=lambda customer: email is None or customer["email"] == email,
    )


@route("GET", "/v1/customers/{id}")
def retrieve(call: Call, id_: str) -> Resource:
    """One customer."""
    return call.store.get("customer", id_)


@route("POST", "/v1/customers/{id}")
def update(call: Call, id_: str) -> Resource:
    """Change what is said of a customer, or which card is used by default."""
    customer = call.store.get("customer", id_)
    before = {name: customer[name] for name in call.params if name in customer}
    settings = call.params.get("invoice_settings") or {}
    if card := settings.get("default_payment_method"):
        param = "invoice_settings[default_payment_method]"
        if call.store.get("payment_method", card, param)["customer"] != id_:
            raise invalid(
                f"The customer does not have a payment method with the ID {card}. The payment"
                " method must be attached to the customer.",
                code="resource_missing",
                param=param,
            )
    customer["invoice_settings"] |= settings
    customer["metadata"] = call.metadata(customer["metadata"])
    customer |= {name: call.params[name] or None for name in PLAIN if name in call.params}
    call.store.save(customer)
    call.emit("customer.updated", customer, before=before)
    return customer


@route("DELETE", "/v1/customers/{id}")
def delete(call: Call, id_: str) -> Resource:
    """Remove a customer and let go of its cards."""
    customer = call.store.get("customer", id_)
    for card in list(call.store.all("payment_method", owner=id_)):
        call.store.save(card | {"customer": None})
    call.store.forget(id_)
    call.emit("customer.deleted", customer)
    return {"id": id_, "object": "customer", "deleted": True}


@route("GET", "/v1/customers/{id}/payment_methods")
def payment_methods(call: Call, id_: str) -> Resource:
    """The cards of one customer."""
    call.store.get("customer", id_)
    return call.store.page(
        "payment_method", call.params, owner=id_, url=f"/v1/customers/{id_}/payment_methods"
    )
