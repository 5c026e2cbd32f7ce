"""The simulator as the SDK's own HTTP client: no socket, no second process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import stripe

from saas.billing.gateway.simulator.errors import ConnectionLost
from saas.billing.gateway.simulator.simulator import Simulator
from saas.billing.gateway.simulator.wire import Asked

PAUSE_BETWEEN_TRIES = 0.001  # seconds; the SDK itself waits half a second or more


class InProcess(stripe.HTTPClient):
    """Hand it to `StripeClient(http_client=InProcess(simulator))`: all else is the real SDK."""

    name = "in-process"

    def __init__(self, simulator: Simulator) -> None:
        super().__init__()
        self._simulator = simulator

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        """One exchange. Raises stripe.APIConnectionError when a fault loses it."""
        where = urlsplit(url)
        asked = Asked(
            method.upper(),
            where.path,
            where.query,
            {name.lower(): value for name, value in (headers or {}).items()},
            post_data or "",
        )
        try:
            answer = self._simulator.answer(asked)
        except ConnectionLost as lost:
            told = "Connection lost."
            raise stripe.APIConnectionError(told, should_retry=True) from lost  # type: ignore[no-untyped-call]
        return (
            answer.body,
            answer.status,
            {k.lower(): v for k, v in answer.headers.items()} | dict(answer.headers),
        )

    def close(self) -> None:
        """There is nothing to close."""

    def _sleep_time_seconds(self, num_retries: int) -> float:
        return PAUSE_BETWEEN_TRIES * num_retries
