"""Which function answers which path."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from saas.billing.gateway.simulator.call import Call
from saas.billing.gateway.simulator.errors import invalid
from saas.billing.gateway.simulator.store import Resource

Handler = Callable[..., Resource]
ROUTES: Final[list[tuple[str, re.Pattern[str], Handler]]] = []


def route(method: str, path: str) -> Callable[[Handler], Handler]:
    """Let a function answer `method` on `path`; it is handed the call and the ids in the path."""

    def registered(handler: Handler) -> Handler:
        pattern = re.compile(re.sub(r"\{\w+\}", "([^/]+)", path))
        ROUTES.append((method, pattern, handler))
        return handler

    return registered


def perform(call: Call, method: str, path: str) -> Resource:
    """Answer a call. Raises ApiError (404) for a path that is not simulated."""
    for verb, pattern, handler in ROUTES:
        if verb == method and (found := pattern.fullmatch(path)):
            return handler(call, *found.groups())
    raise invalid(f"Unrecognized request URL ({method}: {path}).", status=404)
