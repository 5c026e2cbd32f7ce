"""Whether this process lives, whether the house can do its work, and figures to watch."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Flask, Response, current_app, g, jsonify, request
from flask.typing import ResponseReturnValue
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from saas import calendar, outbox
from saas.config import Settings
from saas.db import db
from saas.web.doors import open_to_all

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LONGEST_WAIT_SECONDS: Final = 300
SHARED_FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
"""Prometheus' own name for where processes that serve together keep what each has counted."""

TO_ANY_HOST: Final = ("/healthz", "/readyz", "/metrics")
doors = Blueprint("health", __name__)

REQUESTS: Final = Counter("saas_requests_total", "Requests answered", ["route", "status"])
SECONDS: Final = Histogram("saas_request_seconds", "Time to answer a request", ["route"])


def init_app(app: Flask) -> None:
    """Count requests, and open the doors for whoever watches the house."""
    app.before_request(_start)
    app.after_request(_count)
    app.register_blueprint(doors)
    settings: Settings = app.config["SETTINGS"]
    app.wsgi_app = _to_any_host(app.wsgi_app, settings.host)  # type: ignore[assignment, method-assign]


@doors.get("/healthz")
@open_to_all
def alive() -> ResponseReturnValue:
    """200 as long as this process answers at all."""
    return jsonify(status="ok")


@doors.get("/readyz")
@open_to_all
def ready() -> ResponseReturnValue:
    """200 when database and queue answer and no delivery waits too long; 503 says what not."""
    found: dict[str, str] = {}
    try:
        db.session.scalar(text("select version_num from alembic_version"))
        waited = outbox.untold().waited
        if waited.total_seconds() > LONGEST_WAIT_SECONDS:
            found["outbox"] = (
                f"the oldest pending delivery has waited {waited.total_seconds():.0f} s"
            )
    except SQLAlchemyError as fault:
        db.session.rollback()
        found["database"] = type(fault).__name__
    try:
        current_app.extensions["redis"].ping()
    except RedisError as fault:
        found["queue"] = type(fault).__name__
    return jsonify(status="not ready" if found else "ok", problems=found), 503 if found else 200


@doors.get("/metrics")
@open_to_all
def metrics() -> ResponseReturnValue:
    """Figures for Prometheus. Let the proxy in front keep this door to your own network."""
    figures = generate_latest(_counted_by_all()) + generate_latest(_of_the_house())
    return Response(figures, content_type=CONTENT_TYPE_LATEST)


def _counted_by_all() -> CollectorRegistry:
    """What was counted, by all processes that serve together, whichever of them is asked."""
    if SHARED_FOLDER not in os.environ:
        return REGISTRY
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return together


def _of_the_house() -> CollectorRegistry:
    """What the database knows, asked once whoever is asked."""
    asked = CollectorRegistry()
    asked.register(_House())
    return asked


class _House(Collector):
    """How the outbox and the calendar fare."""

    def collect(self) -> Iterator[Metric]:
        """A gauge for each figure."""
        told = outbox.untold()
        waited = told.waited.total_seconds()
        failing = len(calendar.failing())
        for name, says, figure in (
            ("saas_outbox_due", "Deliveries that are pending", told.due),
            ("saas_outbox_put_off", "Deliveries that failed and are retried later", told.put_off),
            (
                "saas_outbox_parked",
                "Deliveries that failed too often and wait for staff",
                told.parked,
            ),
            ("saas_outbox_oldest_seconds", "Age of the oldest pending delivery", waited),
            ("saas_calendar_failing", "Entries of the calendar whose last run failed", failing),
        ):
            yield GaugeMetricFamily(name, says, value=figure)


def _to_any_host(
    answer: Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]], ours: str
) -> Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]:
    """Let who watches call a process by any name, such as its address; pages go by one name."""

    def answered(called: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if called.get("PATH_INFO") in TO_ANY_HOST:
            called["HTTP_HOST"] = ours
            called.pop("HTTP_X_FORWARDED_HOST", None)
        return answer(called, start)

    return answered


def _start() -> None:
    g.started = time.perf_counter()


def _count(response: Response) -> Response:
    route = request.url_rule.rule if request.url_rule else "(none)"
    REQUESTS.labels(route, response.status_code).inc()
    if "started" in g:
        SECONDS.labels(route).observe(time.perf_counter() - g.started)
    return response
