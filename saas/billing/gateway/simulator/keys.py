"""Idempotency keys, as Stripe documents them.

https://docs.stripe.com/api/idempotent_requests: the answer to the first request with a key is
saved, whether it succeeded or failed, and given again to the same request; another request with
the key is refused; so is one that comes while the first is still being answered. Nothing is
saved of a request whose parameters were refused. Keys are forgotten after 24 hours.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from saas.billing.gateway.simulator.errors import ApiError, invalid
from saas.billing.gateway.simulator.store import Store

KEPT_FOR = 24 * 60 * 60
LONGEST = 255


@dataclass(frozen=True, slots=True)
class Saved:
    """The first answer given to a key."""

    status: int
    body: str


def fingerprint(method: str, path: str, body: str) -> str:
    """What makes two requests the same request."""
    return hashlib.sha256(f"{method}\n{path}\n{body}".encode()).hexdigest()


class Keys:
    """Which keys were used for what, and which are in use this very moment."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._in_use: set[str] = set()

    def claim(self, key: str, print_: str, *, now: int) -> Saved | None:
        """Take the key for a request; the saved answer when it was answered before.

        Raises ApiError: 400 when the key belongs to another request, 409 when a request with
        the key is being answered just now.
        """
        if len(key) > LONGEST:
            raise invalid(f"Idempotency keys may be at most {LONGEST} characters long.")
        with self._store.lock:
            self._store.run("delete from keys where saved_at <= ?", now - KEPT_FOR)
            if key in self._in_use:
                raise ApiError(
                    409,
                    "idempotency_error",
                    "There is currently another in-progress request using this idempotent key."
                    " Please try again later.",
                    code="idempotency_key_in_use",
                )
            rows = self._store.run("select fingerprint, status, body from keys where key = ?", key)
            if not rows:
                self._in_use.add(key)
                return None
        first, status, body = rows[0]
        if first != print_:
            raise ApiError(
                400,
                "idempotency_error",
                "Keys for idempotent requests can only be used with the same parameters they were"
                f" first used with. Try using a key other than '{key}' if you meant to execute a"
                " different request.",
            )
        return Saved(status, body)

    def save(self, key: str, print_: str, saved: Saved, *, now: int) -> None:
        """Remember the answer. Called in the transaction of the effect it tells of."""
        self._store.run(
            "insert or replace into keys values (?, ?, ?, ?, ?)",
            key, print_, saved.status, saved.body, now,
        )  # fmt: skip

    def release(self, key: str) -> None:
        """The request with this key has been answered."""
        with self._store.lock:
            self._in_use.discard(key)
