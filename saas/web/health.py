"""Whether this process lives, whether the house can do its work, and figures to watch."""

from __future__ import annotations

import time
from typing import Final

from flask import Blueprint, Flask, Response, current_app, g, jsonify, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from saas import calendar, outbox
from saas.db import db
from saas.web.doors import open_to_all

LONGEST_WAIT_SECONDS: Final = 300
doors = Blueprint("health", __name__)

REQUESTS: Final = Counter("saas_requests_total", "Requests answered", ["route", "status"])
SECONDS: Final = Histogram("saas_request_seconds", "Time to answer a request", ["route"])
DUE: Final = Gauge("saas_outbox_due", "Deliveries that are pending")
PUT_OFF: Final = Gauge("saas_outbox_put_off", "Deliveries that failed and are retried later")
PARKED: Final = Gauge("saas_outbox_parked", "Deliveries that failed too often and wait for staff")
WAITED: Final = Gauge("saas_outbox_oldest_seconds", "Age of the oldest pending delivery")
FAILING: Final = Gauge("saas_calendar_failing", "Entries of the calendar whose last run failed")


def init_app(app: Flask) -> None:
    """Count requests, and open the doors for whoever watches the house."""
    app.before_request(_start)
    app.after_request(_count)
    app.register_blueprint(doors)


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
    told = outbox.untold()
    DUE.set(told.due)
    PUT_OFF.set(told.put_off)
    PARKED.set(told.parked)
    WAITED.set(told.waited.total_seconds())
    FAILING.set(len(calendar.failing()))
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def _start() -> None:
    g.started = time.perf_counter()


def _count(response: Response) -> Response:
    route = request.url_rule.rule if request.url_rule else "(none)"
    REQUESTS.labels(route, response.status_code).inc()
    if "started" in g:
        SECONDS.labels(route).observe(time.perf_counter() - g.started)
    return response
