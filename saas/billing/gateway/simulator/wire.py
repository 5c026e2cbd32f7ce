"""What goes over the wire, and whether the types of the installed SDK agree with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from saas.billing.gateway.simulator import checking
from saas.billing.gateway.simulator.errors import ApiError, invalid
from saas.billing.gateway.simulator.form import decode
from saas.billing.gateway.simulator.operations import Operation, operation
from saas.billing.gateway.simulator.store import Resource

CODES = {
    "unknown": "parameter_unknown",
    "missing": "parameter_missing",
    "integer": "parameter_invalid_integer",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came over the wire. Header names are in small letters."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""

    @property
    def key(self) -> str | None:
        """The idempotency key; only a POST has one that counts."""
        return self.headers.get("idempotency-key") if self.method == "POST" else None


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back over the wire."""

    status: int
    body: str
    headers: Mapping[str, str]


def must_be_well_formed(done: Resource, about: Operation) -> None:
    """Raise ApiError (500) when an answer of ours is not as the SDK's types say it must be."""
    each = done["data"] if about.lists else [done]
    wrong = [m for one in each for m in checking.in_answer(one, about.answer_type)]
    if wrong:
        told = "; ".join(map(str, wrong[:5]))
        raise ApiError(500, "api_error", f"The simulator's answer is not Stripe's: {told}")


def understood(asked: Asked) -> tuple[Operation, Resource]:
    """The operation asked for and its parameters. Raises ApiError unless the SDK's types agree."""
    about = operation(asked.method, asked.path)
    if about is None:
        raise invalid(f"Unrecognized request URL ({asked.method}: {asked.path}).", status=404)
    params = decode(asked.body if asked.method == "POST" else asked.query)
    wrong = checking.in_parameters(params, about.params_type) if about.params_type else []
    if not wrong:
        return about, params
    first = wrong[0]
    said = {
        "unknown": f"Received unknown parameter: {first.where}",
        "missing": f"Missing required param: {first.where}.",
    }.get(first.kind, f"Invalid {first.where}: {first.what}")
    raise invalid(said, code=CODES.get(first.kind), param=first.where)


def as_json(body: Resource) -> str:
    """As it is sent."""
    return json.dumps(body, indent=2)
