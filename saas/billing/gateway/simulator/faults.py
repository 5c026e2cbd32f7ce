"""Faults put in on purpose, chosen by a seed, so that a bad day can be lived through again."""

from __future__ import annotations

import random
import threading
from collections import deque
from dataclasses import asdict, dataclass, field, fields
from typing import Any


@dataclass
class Faults:
    """How often, in thousandths of the calls, each thing goes wrong.

    `script` is used up first, one word per call: the name of a fault, or "ok". `only` narrows
    the faults of calls to paths that begin with it. Webhook faults are per delivery.
    """

    seed: int = 0
    only: str = "/v1/"
    lost_request: int = 0  # nothing arrived: no effect, no answer
    lost_reply: int = 0  # the effect happened: no answer
    rate_limited: int = 0  # 429: no effect
    server_error: int = 0  # 500 without the effect, saved under the key
    server_error_after: int = 0  # 500 with the effect, saved under the key
    slow: int = 0  # answered after `slow_ms`
    slow_ms: int = 200
    webhook_lost: int = 0
    webhook_doubled: int = 0
    webhooks_shuffled: bool = False
    script: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin the seed's row of numbers."""
        self._random = random.Random(self.seed)  # noqa: S311 - repeatable on purpose
        self._script = deque(self.script)
        self._lock = threading.Lock()

    @classmethod
    def read(cls, wanted: dict[str, Any]) -> Faults:
        """Faults from JSON. Raises TypeError for an unknown name or the wrong kind of value."""
        kinds = {each.name: type(each.default) for each in fields(cls) if each.name != "script"}
        for name, value in wanted.items():
            kind = kinds.get(name, list)
            if name not in {*kinds, "script"} or type(value) is not kind:
                raise TypeError(f"{name}: {value!r}")
        return cls(**wanted)

    def told(self) -> dict[str, Any]:
        """The settings as JSON knows them."""
        return asdict(self)

    def for_call(self, path: str) -> str:
        """What goes wrong with this call: the name of a fault, or "ok"."""
        if not path.startswith(self.only):
            return "ok"
        with self._lock:
            if self._script:
                return self._script.popleft()
            return self._drawn(
                "lost_request", "lost_reply", "rate_limited", "server_error", "server_error_after",
                "slow",
            )  # fmt: skip

    def copies_of_webhook(self) -> int:
        """How many times one delivery is sent: none, once or twice."""
        with self._lock:
            return {"webhook_lost": 0, "webhook_doubled": 2, "ok": 1}[
                self._drawn("webhook_lost", "webhook_doubled")
            ]

    def shuffle(self, things: list[Any]) -> None:
        """Put deliveries in another order, if webhooks are to come in disorder."""
        if self.webhooks_shuffled:
            with self._lock:
                self._random.shuffle(things)

    def _drawn(self, *names: str) -> str:
        if not any(getattr(self, name) for name in names):
            return "ok"
        drawn = self._random.randrange(1000)
        for name in names:
            drawn -= getattr(self, name)
            if drawn < 0:
                return name
        return "ok"
