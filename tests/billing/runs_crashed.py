"""Billing runs whose database crashes: `python -m tests.billing.runs_crashed FOLDER CRASHES MANY`.

A PostgreSQL of its own in FOLDER, as durable as any, is stopped with `immediate` while real
workers invoice MANY companies, every other time when a worker has taken numbers and not yet
committed. It is started again, and the workers go on by themselves. Leaves what happened and
what the rows say at the end as JSON in FOLDER.
"""

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from sqlalchemy import create_engine, text

from saas.app import create_app
from saas.billing.proof.models import findings
from saas.cli import database as databases
from saas.config import Settings
from saas.db import db
from saas.servers.postgres import Postgres
from tests.billing import owing
from tests.billing.runs_killed import Fire, forget_connections, months_under, time_passes_for_leases
from tests.billing.test_runs_under_fire import left_for_an_operator, ready

NAME, TOLD = "crashing", "told.json"
NUMBERED = """
    select count(*) from pg_locks l join pg_class c on c.oid = l.relation
    where c.relname = 'given_numbers' and l.mode = 'RowExclusiveLock'
"""


class Crashes(Fire):
    """Nobody is killed but the database."""

    postgres = None

    def kill(self):
        """Crash it once numbers are taken, or at any moment; then let the workers go on."""
        kind = "numbered" if self.killed["numbered"] <= self.killed["anywhen"] else "anywhen"
        if kind == "numbered" and not self.numbers_are_taken():
            return
        forget_connections()
        server = self.postgres.process_id
        os.kill(server, signal.SIGQUIT)
        os.waitpid(server, 0)
        self.postgres.start()
        self.killed[kind] += 1
        time.sleep(random.uniform(0.1, 0.6))

    def numbers_are_taken(self):
        """Wait for somebody who has taken numbers and not committed; whether there was one."""
        until = time.monotonic() + 1
        while time.monotonic() < until:
            if db.session.scalar(text(NUMBERED)):
                return True
            time.sleep(0.002)
        return False

    def time_passes(self):
        """Let what failed be tried again at once, too."""
        time_passes_for_leases("true")


def main(folder, crashes, many):
    """Prepare the database, let it crash so often, and look at what it holds."""
    # what was committed is with the system, which does not crash; waiting for its disk is left out
    with Postgres(Path(folder), settings=["fsync=off"]) as postgres:
        databases.prepare(postgres.url(), NAME)
        os.environ |= databases.roles_of(postgres.url(), NAME) | {"SAAS_WORKER_FORKS": "1"}
        settings, Crashes.postgres = Settings.read(), postgres
        app, owner = create_app(settings), create_engine(settings.database_owner_url)
        with app.app_context():
            made = ready(settings, many)
            with owner.connect() as connection:  # or the first crash has all of that to redo
                connection.execute(text("checkpoint"))
            owner.dispose()
            told = months_under(Crashes, app, crashes)
            found_out = told | found(owner, made, told)
    Path(folder, TOLD).write_text(json.dumps(found_out))  # workers write to the same terminal


def found(owner, made, told):
    """What the rows say, beside what the oracle says."""
    left = {whose: owing.date.fromisoformat(day) for whose, day in told["left"].items()}
    through = owing.date.fromisoformat(told["through"])
    expected = owing.must_be_invoiced(made, through=through, left=left)
    invoiced, twice = owing.was_invoiced(owner, left=left)
    return {
        "missing": len(expected.items() - invoiced.items()),
        "beyond": len(invoiced.items() - expected.items()),
        "invoiced": len(invoiced),
        "twice": len(twice),
        "out_of_order": owing.out_of_order(owner),
        "findings": findings(),
        "for_an_operator": left_for_an_operator(owner),
    }


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
