"""One worker of a billing run, in a process of its own: told to go, it says how far it has come.

It imports nothing that a worker would not, for its memory is measured.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from saas.app import create_app
from saas.billing.batches.actions import issue_chunk
from saas.billing.batches.models import chunks_left
from saas.dates import now
from saas.db import db
from saas.logs import configure
from saas.scope import all_tenants

MIB = 1024


def main(run_id: int, place: int, workers: int) -> None:
    """Issue every so-many-th chunk that is left, in the real application."""
    configure(readable=False)
    with create_app().app_context():
        with all_tenants(because="a measure"):
            left = chunks_left(run_id)[place::workers]
            db.session.rollback()
        memory = {"at rest": _memory()}
        print("ready", flush=True)
        sys.stdin.readline()
        cpu, n = time.process_time(), 0
        for count, position in enumerate(left, start=1):
            issued = issue_chunk(run_id, position, now=now())
            db.session().info.pop("announced", None)  # nobody is to be woken: it is this one's
            db.session.commit()
            n += issued
            print(issued, flush=True)
            if count == -(-len(left) // 10):
                memory["after a tenth"] = _memory()
        memory = {"after a tenth": _memory()} | memory  # where there was nothing to do
        memory |= {"at the end": _memory(), "highest": _memory("VmHWM")}
        cpu = time.process_time() - cpu
        print(json.dumps({"n": n, "cpu": cpu, "memory": memory}), flush=True)


def _memory(name: str = "VmRSS") -> float:
    """MiB of this process that are in memory."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(name):
            return round(int(line.split()[1]) / MIB, 1)
    raise LookupError(name)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
