"""One API call, from its arrival to its answer."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import TypeVar

import stripe

from saas.billing.gateway.simulator.call import Call
from saas.billing.gateway.simulator.errors import ApiError, ConnectionLost, invalid
from saas.billing.gateway.simulator.expand import expanded
from saas.billing.gateway.simulator.faults import Faults
from saas.billing.gateway.simulator.keys import Keys, Saved, fingerprint
from saas.billing.gateway.simulator.operations import Operation
from saas.billing.gateway.simulator.resources import events
from saas.billing.gateway.simulator.routes import perform
from saas.billing.gateway.simulator.store import Resource, Store
from saas.billing.gateway.simulator.webhooks import Post, Postman, over_http
from saas.billing.gateway.simulator.wire import (
    Answer,
    Asked,
    as_json,
    must_be_well_formed,
    understood,
)
from saas.dates import clock_time

Did = TypeVar("Did")
API_KEY = "sk_test_simulator"
BROKEN = ApiError(
    500, "api_error", "Something went wrong on the gateway's side (put in on purpose)."
)


def world_clock() -> int:
    """The world's own second: the gateway does not live in our business calendar."""
    return int(clock_time().timestamp())


class Simulator:
    """The gateway. One of these is the whole world of one test, or of one demo."""

    def __init__(
        self,
        path: str = ":memory:",
        *,
        hosted: str = "http://127.0.0.1:4242",
        api_key: str = API_KEY,
        clock: Callable[[], int] = world_clock,
        post: Post = over_http,
    ) -> None:
        self.store = Store(path)
        self.postman = Postman(self.store, clock, post)
        self.hosted, self.clock = hosted, clock
        self._api_key = api_key
        self._keys = Keys(self.store)
        self.faults = Faults()

    def suffer(self, faults: Faults) -> None:
        """Let these things go wrong from now on."""
        self.faults = self.postman.faults = faults

    def listen(self, url: str, secret: str) -> None:
        """Tell `url` of every event, signed with `secret`. Asked again, only the secret is new."""
        with self.store.transaction():
            known = (e for e in self.store.all("webhook_endpoint") if e["url"] == url)
            endpoint = next(known, None) or events.registered(
                self._call({}), url=url, events=["*"], secret=secret
            )
            self.store.hide(endpoint["id"], secret=secret)

    def answer(self, asked: Asked) -> Answer:
        """Answer one API call. Raises ConnectionLost when a fault says that nobody hears."""
        id_ = f"req_{secrets.token_hex(7)}"
        headers = {
            "Content-Type": "application/json",
            "Request-Id": id_,
            "Stripe-Version": asked.headers.get("stripe-version", stripe.api_version),
        }
        fault = self.faults.for_call(asked.path)
        if fault == "lost_request":
            raise ConnectionLost
        try:
            saved, replayed = self._answered(asked, id_, fault)
        except ApiError as error:
            return Answer(error.status, as_json(error.body), headers)
        self.postman.wake()
        if fault == "lost_reply":
            raise ConnectionLost
        if asked.key:
            headers["Idempotency-Key"] = asked.key
        return Answer(
            saved.status,
            saved.body,
            headers | ({"Idempotent-Replayed": "true"} if replayed else {}),
        )

    def act(self, deed: Callable[[Call], Did]) -> Did:
        """Do something as the hosted pages do: in one transaction, outside the API."""
        try:
            with self.store.transaction():
                try:
                    return deed(self._call({}))
                except ApiError as error:
                    if not error.keeps:
                        raise
                    kept = error
            raise kept
        finally:
            self.postman.wake()

    def _answered(self, asked: Asked, id_: str, fault: str) -> tuple[Saved, bool]:
        """The answer and whether it was saved before. Raises ApiError for what is not saved."""
        self._must_know_the_key(asked)
        if fault == "rate_limited":
            raise invalid(
                "Too many requests hit the API too quickly.", code="rate_limit", status=429
            )
        print_ = fingerprint(asked.method, asked.path, asked.body)
        if asked.key and (saved := self._keys.claim(asked.key, print_, now=self.clock())):
            return saved, True
        try:
            if fault == "slow":
                time.sleep(self.faults.slow_ms / 1000)
            about, params = understood(asked)
            call = self._call(params, request_id=id_, key=asked.key)
            return self._performed(asked, call, about, fault, print_), False
        finally:
            if asked.key:
                self._keys.release(asked.key)

    def _performed(
        self, asked: Asked, call: Call, about: Operation, fault: str, print_: str
    ) -> Saved:
        """Do it, and save the answer under its key in the same transaction."""
        try:
            with self.store.transaction():
                try:
                    if fault == "server_error":
                        raise BROKEN
                    saved = Saved(200, as_json(self._done(asked, call, about)))
                except ApiError as error:
                    if not error.keeps:
                        raise
                    saved = Saved(error.status, as_json(error.body))
                if fault == "server_error_after":
                    saved = Saved(BROKEN.status, as_json(BROKEN.body))
                self._save(asked, print_, saved)
        except ApiError as error:
            saved = Saved(error.status, as_json(error.body))
            with self.store.transaction():
                self._save(asked, print_, saved)
        return saved

    def _done(self, asked: Asked, call: Call, about: Operation) -> Resource:
        expand = call.params.pop("expand", [])
        done = perform(call, asked.method, asked.path)
        must_be_well_formed(done, about)
        return expanded(done, expand, self.store)

    def _save(self, asked: Asked, print_: str, saved: Saved) -> None:
        if asked.key:
            self._keys.save(asked.key, print_, saved, now=self.clock())

    def _must_know_the_key(self, asked: Asked) -> None:
        scheme, _, sent = asked.headers.get("authorization", "").partition(" ")
        if scheme != "Bearer" or not secrets.compare_digest(sent.encode(), self._api_key.encode()):
            raise invalid(f"Invalid API Key provided: {sent[:8]}***", status=401)

    def _call(
        self, params: Resource, *, request_id: str | None = None, key: str | None = None
    ) -> Call:
        return Call(
            store=self.store,
            now=self.clock(),
            hosted=self.hosted,
            announce=self.postman.take,
            params=params,
            request_id=request_id,
            key=key,
        )
