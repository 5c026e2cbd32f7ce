"""One call of the API while it is being answered: what it asks, and what it may touch."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import stripe

from saas.billing.gateway.simulator.checking import fields
from saas.billing.gateway.simulator.errors import invalid, needed
from saas.billing.gateway.simulator.store import Resource, Store

MOST_METADATA, LONGEST_NAME, LONGEST_VALUE = 50, 40, 500


@dataclass
class Call:
    """The parameters as they were sent (every leaf a string), and the world around them."""

    store: Store
    now: int
    hosted: str  # where the hosted pages are: http://127.0.0.1:4242
    announce: Callable[[Resource], None]
    params: Resource
    request_id: str | None = None
    key: str | None = None

    def make(
        self,
        declared: type[stripe.StripeObject],
        prefix: str,
        *,
        hidden: Resource | None = None,
        **known: Any,
    ) -> Resource:
        """A new object with every field Stripe gives one; those not named are null."""
        shape = fields(declared)
        thing = dict.fromkeys(name for name in shape if name != "deleted")
        thing |= {
            "id": f"{prefix}_{secrets.token_hex(12)}",
            "object": declared.OBJECT_NAME,  # type: ignore[attr-defined]
            "created": self.now,
        }
        if "livemode" in shape:
            thing["livemode"] = False
        thing |= known
        return self.store.add(thing, owner=thing.get("customer"), hidden=hidden)

    def emit(self, type_: str, about: Resource, *, before: Resource | None = None) -> None:
        """Tell the world: an event, and a delivery to every endpoint that listens."""
        data: Resource = {"object": json.loads(json.dumps(about))}
        if before is not None:
            data["previous_attributes"] = before
        self.announce(
            self.make(
                stripe.Event,
                "evt",
                type=type_,
                api_version=stripe.api_version,
                data=data,
                pending_webhooks=0,
                request={"id": self.request_id, "idempotency_key": self.key},
            )
        )

    def text(self, name: str) -> str | None:
        """A parameter that is a word; empty means absent."""
        return self.params.get(name) or None

    def must(self, name: str) -> str:
        """A parameter that this call cannot do without. Raises ApiError."""
        if not (value := self.text(name)):
            raise needed(name)
        return value

    def flag(self, name: str) -> bool:
        """A parameter that is true or, when absent, false."""
        return bool(self.params.get(name) == "true")

    def customer(self) -> str | None:
        """The customer named, who must exist."""
        id_ = self.text("customer")
        return str(self.store.get("customer", id_, "customer")["id"]) if id_ else None

    def metadata(self, before: Resource | None = None, name: str = "metadata") -> Resource:
        """The metadata after this call: named values are set, empty ones removed, others kept.

        Raises ApiError past Stripe's limits: 50 names, 40 characters a name, 500 a value.
        """
        sent = self.params.get(name)
        if sent == "":
            return {}
        for word, value in (sent or {}).items():
            if len(word) > LONGEST_NAME or {"[", "]"} & set(word):
                raise _too_much(name, f"names may have up to {LONGEST_NAME} characters")
            if len(value) > LONGEST_VALUE:
                raise _too_much(f"{name}[{word}]", f"values may have up to {LONGEST_VALUE}")
        after = {n: v for n, v in {**(before or {}), **(sent or {})}.items() if v != ""}
        if len(after) > MOST_METADATA:
            raise _too_much(name, f"there may be up to {MOST_METADATA} names")
        return after


def _too_much(param: str, law: str) -> Exception:
    return invalid(
        f"Invalid {param}: {law}.", code="parameter_invalid_string_too_long", param=param
    )
