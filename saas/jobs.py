"""The one module that speaks to the queue. It carries a single message: something is due.

The outbox is the truth. Redis only wakes a worker up; one job tells everything that is due,
and the scheduler's sweep (`saas.cli.work`) covers a wake-up that was lost.
"""

from __future__ import annotations

import os
from typing import Final

import structlog
from flask import Flask, current_app
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, SimpleWorker, Worker
from rq.serializers import JSONSerializer
from sqlalchemy import event

from saas.db import Session

QUEUE: Final = "facts"
log = structlog.get_logger()


def init_app(app: Flask) -> None:
    """Connect to the queue, and wake a worker after each commit that announced something."""
    app.extensions["redis"] = Redis.from_url(
        app.config["SETTINGS"].redis_url, socket_timeout=2, socket_connect_timeout=2
    )
    app.extensions["queue"] = Queue(
        QUEUE, connection=app.extensions["redis"], serializer=JSONSerializer
    )


def wake_a_worker() -> None:
    """Wake a worker. A lost wake-up is made good by the sweep, so an absent Redis is no fault."""
    queue: Queue = current_app.extensions["queue"]
    try:
        if queue.count < 2:  # noqa: PLR2004 - one may be about to end; two are enough to tell all
            queue.enqueue("saas.app.tell_facts", result_ttl=0, failure_ttl=3600, job_timeout=-1)
    except RedisError:
        log.warning("the queue is away; the calendar's sweep will wake a worker")


def work(app: Flask, *, burst: bool = False) -> None:
    """Be a worker until told to stop, or with `burst` until the queue is empty.

    Jobs run in this process: forking one costs a quarter of a second, a fact must not. With
    SAAS_WORKER_FORKS=1 each job gets a process of its own all the same.
    """
    kind = Worker if os.environ.get("SAAS_WORKER_FORKS") == "1" else SimpleWorker
    connection = Redis.from_url(app.config["SETTINGS"].redis_url)
    queue = Queue(QUEUE, connection=connection, serializer=JSONSerializer)
    worker = kind([queue], connection=connection, serializer=JSONSerializer)
    with app.app_context():
        worker.work(burst=burst, logging_level="WARNING")


@event.listens_for(Session, "after_commit")
def _wake_after_commit(session: Session) -> None:
    if not session.in_nested_transaction() and session.info.pop("announced", False):
        wake_a_worker()
