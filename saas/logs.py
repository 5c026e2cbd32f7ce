"""Log lines: JSON with the request's and the tenant's id, so that a machine can ask of them."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

from saas.scope import Everyone, scope_in_force


def configure(*, readable: bool) -> None:
    """Write every log line to stderr: as JSON, or `readable` for somebody at a terminal."""
    last: Any = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
        if readable
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _say_whose,
            structlog.processors.format_exc_info,
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def _say_whose(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    scope = scope_in_force()
    if scope is not None:
        line.setdefault("tenant", "all" if isinstance(scope, Everyone) else scope)
    return line
