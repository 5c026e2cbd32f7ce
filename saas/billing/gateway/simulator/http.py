"""The simulator as a WSGI application: the API, the hosted pages, and the oracle for tests."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from werkzeug.exceptions import HTTPException, NotFound, SecurityError
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from saas.billing.gateway.simulator import hosted
from saas.billing.gateway.simulator.errors import ConnectionLost
from saas.billing.gateway.simulator.faults import Faults
from saas.billing.gateway.simulator.simulator import Simulator
from saas.billing.gateway.simulator.store import Resource
from saas.billing.gateway.simulator.wire import Asked

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LARGEST = 256 * 1024  # bytes of a body
STATIC = {
    "hosted.css": "text/css; charset=utf-8",
    "hosted.js": "text/javascript; charset=utf-8",
}
ADDRESSES = Map(
    [
        Rule("/v1/<path:_rest>", endpoint="api"),
        Rule("/pay/<id_>", endpoint="card", methods=["GET", "POST"]),
        Rule("/3d-secure/<id_>", endpoint="challenge", methods=["GET", "POST"]),
        Rule("/static/<name>", endpoint="static", methods=["GET"]),
        Rule("/_oracle/charges", endpoint="charges", methods=["GET"]),
        Rule("/_oracle/faults", endpoint="faults", methods=["GET", "POST"]),
        Rule("/_oracle/deliver", endpoint="deliver", methods=["POST"]),
    ]
)


class Application:
    """Answers on loopback under the names of this machine, and the one it is hosted under."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        hosted_under = urlsplit(simulator.hosted).hostname or ""
        self._names = ["127.0.0.1", "localhost", "[::1]", hosted_under]

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Any:
        """One HTTP exchange; a lost connection is closed without a word."""
        request = Request(environ)
        request.max_content_length = LARGEST
        request.trusted_hosts = self._names
        try:
            answer = self._answer(request)
        except ConnectionLost:
            if line := environ.get("werkzeug.socket"):
                line.shutdown(socket.SHUT_RDWR)
            answer = Response(status=502)
        return answer(environ, start)

    def _answer(self, request: Request) -> Response:
        try:
            request.host  # noqa: B018 - raises SecurityError for a name that is not ours
            endpoint, values = ADDRESSES.bind_to_environ(request.environ).match()
            doors: dict[str, Callable[..., Response]] = {
                "api": self._api,
                "card": self._card,
                "challenge": self._challenge,
                "static": self._static,
                "charges": self._charges,
                "faults": self._faults,
                "deliver": self._deliver,
            }
            return doors[endpoint](request, **values)
        except (NotFound, SecurityError):
            return hosted.message_page(request, "This page has expired or does not exist", 404)
        except HTTPException as refused:
            return Response(refused.description, refused.code or 400)

    def _api(self, request: Request, _rest: str) -> Response:
        asked = Asked(
            method=request.method,
            path=request.path,
            query=request.query_string.decode(),
            headers={name.lower(): value for name, value in request.headers.items()},
            body=request.get_data(as_text=True),
        )
        answer = self._simulator.answer(asked)
        return Response(answer.body, answer.status, dict(answer.headers))

    def _card(self, request: Request, id_: str) -> Response:
        return hosted.card_page(self._simulator, request, id_)

    def _challenge(self, request: Request, id_: str) -> Response:
        return hosted.challenge_page(self._simulator, request, id_)

    def _static(self, _request: Request, name: str) -> Response:
        if name not in STATIC:
            raise NotFound
        content = Path(__file__).with_name("static").joinpath(name).read_bytes()
        return Response(
            content, content_type=STATIC[name], headers={"X-Content-Type-Options": "nosniff"}
        )

    def _charges(self, _request: Request) -> Response:
        return _json({"data": charges(self._simulator)})

    def _faults(self, request: Request) -> Response:
        if request.method == "POST":
            try:
                self._simulator.suffer(Faults.read(request.get_json()))
            except TypeError as unknown:
                return _json({"error": str(unknown)}, 422)
        return _json(self._simulator.faults.told())

    def _deliver(self, _request: Request) -> Response:
        return _json({"delivered": self._simulator.postman.deliver(even_later=True)})


def charges(simulator: Simulator) -> list[Resource]:
    """The truth for tests: every charge that took money, oldest first, with its metadata."""
    told = ("id", "amount", "currency", "customer", "payment_intent", "metadata", "amount_refunded")
    taken = (c for c in simulator.store.all("charge") if c["status"] == "succeeded")
    return [{name: charge[name] for name in told} for charge in taken][::-1]


def _json(body: Resource, status: int = 200) -> Response:
    return Response(json.dumps(body, indent=2), status, content_type="application/json")
