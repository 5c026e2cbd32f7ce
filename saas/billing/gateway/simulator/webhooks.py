"""Telling endpoints what has happened: signed, retried, and out of order when asked to be."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import Final

from saas.billing.gateway.simulator.faults import Faults
from saas.billing.gateway.simulator.store import Resource, Store

# Seconds until each next attempt. Stripe's own span three days in live mode.
PATIENCE: Final = (1, 5, 30, 120, 600, 3600, 6 * 3600, 24 * 3600, 24 * 3600)
Post = Callable[[str, bytes, Mapping[str, str]], int]


def signature(body: str, secret: str, at: int) -> str:
    """The `Stripe-Signature` header: https://docs.stripe.com/webhooks#verify-manually."""
    signed = hmac.new(secret.encode(), f"{at}.{body}".encode(), hashlib.sha256).hexdigest()
    return f"t={at},v1={signed}"


def over_http(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Post to a real address; the HTTP status. Raises OSError when nothing answers."""
    request = urllib.request.Request(url, body, dict(headers))  # noqa: S310 - checked when registered
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


class Postman:
    """Carries events to endpoints. What is still to be delivered is a row in the store."""

    def __init__(self, store: Store, clock: Callable[[], int], post: Post = over_http) -> None:
        self._store, self._clock = store, clock
        self.post = post
        self.faults = Faults()
        self._round = threading.Lock()
        self._news = threading.Event()
        self._stopped = threading.Event()

    def take(self, event: Resource) -> None:
        """Write down who is to hear of an event. Called in the transaction that emits it."""
        listening = [e for e in self._store.all("webhook_endpoint") if _wants(e, event)]
        event["pending_webhooks"] = len(listening)
        self._store.save(event)
        for endpoint in listening:
            for _ in range(self.faults.copies_of_webhook()):
                self._store.run(
                    "insert into deliveries (event, endpoint, due_at) values (?, ?, ?)",
                    event["id"], endpoint["id"], self._clock(),
                )  # fmt: skip

    def wake(self) -> None:
        """There may be something to deliver."""
        self._news.set()

    def deliver(self, *, even_later: bool = False) -> int:
        """Make one round; how many were delivered. `even_later` does not wait between retries."""
        with self._round:
            due = self._store.run(
                "select n, event, endpoint, attempts from deliveries"
                " where answered is null and (? or due_at <= ?) order by n",
                even_later, self._clock(),
            )  # fmt: skip
            self.faults.shuffle(due)
            return sum(self._deliver(*delivery) for delivery in due)

    def run(self) -> None:
        """Deliver for as long as the simulator lives. A thread's work."""
        while not self._stopped.is_set():
            self._news.wait(timeout=0.5)
            self._news.clear()
            self.deliver()

    def stop(self) -> None:
        """Let `run` end."""
        self._stopped.set()
        self._news.set()

    def _deliver(self, n: int, event_id: str, endpoint_id: str, attempts: int) -> bool:
        event, endpoint = self._store.find(event_id), self._store.find(endpoint_id)
        if event is None or endpoint is None:
            self._note(n, "gone", attempts)
            return False
        body = json.dumps(event, indent=2)
        secret = self._store.hidden(endpoint_id)["secret"]
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": signature(body, secret, self._clock()),
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        }
        try:
            status = self.post(endpoint["url"], body.encode(), headers)
        except OSError:
            status = 0
        heard = 200 <= status < 300  # noqa: PLR2004
        self._note(n, str(status) if heard or attempts >= len(PATIENCE) else None, attempts)
        return heard

    def _note(self, n: int, answered: str | None, attempts: int) -> None:
        wait = PATIENCE[min(attempts, len(PATIENCE) - 1)]
        self._store.run(
            "update deliveries set answered = ?, attempts = ?, due_at = ? where n = ?",
            answered, attempts + 1, self._clock() + wait, n,
        )  # fmt: skip


def _wants(endpoint: Resource, event: Resource) -> bool:
    wanted = endpoint["enabled_events"]
    return endpoint["status"] == "enabled" and ("*" in wanted or event["type"] in wanted)
