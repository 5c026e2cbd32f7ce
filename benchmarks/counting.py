"""A fact, a reaction that leaves one row, and both once more in plain psycopg."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass

import psycopg
from flask import Flask
from sqlalchemy import text

from benchmarks.notified import TENANT
from saas import jobs, outbox
from saas.app import create_app
from saas.config import Settings
from saas.db import db
from saas.events import Event
from saas.logs import configure
from saas.outbox.telling import BATCH
from saas.scope import tenant_scope

TABLES = """
    create table causes (tenant_id bigint not null, number bigint not null);
    create table effects (tenant_id bigint not null, number bigint not null);
    grant select, insert, truncate on causes, effects to saas_runtime, saas_platform;
"""


@dataclass(frozen=True, slots=True)
class Counted(Event):
    """Something happened for the so-many-th time."""

    number: int


def note_effect(fact: Counted) -> None:
    """The reaction: one row, so that effects can be counted and summed."""
    add("effects", fact.number)


def application(environment: Mapping[str, str]) -> Flask:
    """The real application, with one fact and one reaction in place of its own."""
    configure(readable=False)
    app = create_app(Settings.read(environment))
    outbox.init_app(app, {Counted: [note_effect]})
    return app


def be_a_worker() -> None:
    """The real worker for that application."""
    jobs.work(application(os.environ))


def happen(number: int, *, announced: bool) -> None:
    """One transaction of the application's, with or without a fact."""
    with tenant_scope(TENANT):
        add("causes", number)
        if announced:
            outbox.announce(Counted(number))
        db.session.commit()


def add(table: str, number: int) -> None:
    """Insert a row through the application's session."""
    statement = text(f"insert into {table} (tenant_id, number) values (:tenant, :number)")
    db.session.execute(statement, {"tenant": TENANT, "number": number})


class Bare:
    """The same statements in plain psycopg, on one connection: what the database can do."""

    def __init__(self, connection: psycopg.Connection) -> None:
        """The connection is of a role that sees every tenant."""
        self.run = connection.execute
        self.commit = connection.commit

    def happen(self, number: int) -> None:
        """One transaction with a fact and its delivery."""
        self.be_tenant()
        self.run("insert into causes (tenant_id, number) values (%s, %s)", (TENANT, number))
        self.announce(number)
        self.commit()

    def announce(self, number: int) -> None:
        """Write down a fact and whom to tell."""
        row = self.run(
            "insert into announcements (tenant_id, name, facts, announced_at)"
            " values (%s, 'Counted', %s, now()) returning id",
            (TENANT, json.dumps({"number": number})),
        ).fetchone()
        self.run(
            "insert into deliveries (tenant_id, announcement_id, reaction, due_at)"
            " values (%s, %s, %s, now())",
            (TENANT, row and row[0], outbox.name_of(note_effect)),
        )

    def tell(self) -> int:
        """Lease, take, react and mark done, until nothing is due; how many were told."""
        told = 0
        while leased := self.lease():
            for delivery in leased:
                self.tell_one(delivery)
            told += len(leased)
        return told

    def lease(self) -> list[int]:
        """Take as many deliveries at a time as the outbox does."""
        rows = self.run(
            "with due as (select tenant_id, id from deliveries where done_at is null"
            " and parked_at is null and due_at <= now()"
            " and (leased_until is null or leased_until < now())"
            " order by due_at, id limit %s for update skip locked)"
            " update deliveries d set leased_until = now() + interval '1 minute' from due"
            " where d.tenant_id = due.tenant_id and d.id = due.id returning d.id",
            (BATCH,),
        ).fetchall()
        self.commit()
        return [row[0] for row in rows]

    def tell_one(self, delivery: int) -> None:
        """One telling in its own transaction."""
        self.be_tenant()
        taken = self.run(
            "select announcement_id from deliveries where tenant_id = %s and id = %s"
            " and done_at is null and parked_at is null for update",
            (TENANT, delivery),
        ).fetchone()
        row = self.run(
            "select facts from announcements where tenant_id = %s and id = %s",
            (TENANT, taken and taken[0]),
        ).fetchone()
        number = row[0]["number"] if row else None
        self.run("insert into effects (tenant_id, number) values (%s, %s)", (TENANT, number))
        self.run(
            "update deliveries set done_at = now() where tenant_id = %s and id = %s",
            (TENANT, delivery),
        )
        self.commit()

    def be_tenant(self) -> None:
        """Tell the wall whose transaction this is."""
        self.run("select set_config('app.tenant_id', %s, true)", (str(TENANT),))

    def count(self, table: str) -> tuple[int, int]:
        """How many rows there are, and the sum of their numbers."""
        row = self.run(f"select count(*), coalesce(sum(number), 0)::bigint from {table}").fetchone()
        self.commit()
        return row or (0, 0)

    def rows(self, table: str) -> int:
        """How many rows there are."""
        row = self.run(f"select count(*) from {table}").fetchone()
        self.commit()
        return row[0] if row else 0
