"""A whole house for a benchmark: embedded servers, a database of its own, and the settings."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from saas.cli.database import prepare, roles_of
from saas.servers.postgres import Postgres
from saas.servers.valkey import Valkey

DATABASE = "bench"
START = "BENCH_START"
"""Names a folder of `keep_a_start`: houses begin with a copy of it instead of making their own."""


@dataclass(frozen=True, slots=True)
class House:
    """Where everything is: the environment for programs, and the processes whose work counts."""

    environment: dict[str, str]
    admin_url: str
    trees: tuple[int, ...]

    @property
    def plain_url(self) -> str:
        """The platform role's database as psycopg reads it."""
        return self.environment["DATABASE_PLATFORM_URL"].replace("+psycopg", "")


@contextmanager
def house(port: int = 8000, settings: Sequence[str] = ()) -> Iterator[House]:
    """Start servers that keep what they are told on the disk, as real ones do."""
    with tempfile.TemporaryDirectory(prefix="kundzon-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        postgres, start = Postgres(folder / "postgres", settings=settings), os.environ.get(START)
        if start:
            copy(Postgres(Path(start)), postgres)
        else:
            keep_a_start(postgres.folder)
        with postgres, Valkey(folder / "valkey") as valkey:
            environment = {
                **os.environ,
                **roles_of(postgres.url(), DATABASE),
                "REDIS_URL": valkey.url,
                "SAAS_ENV": "test",
                "SECRET_KEY": "a secret of the benchmarks, long enough",
                "BASE_URL": f"http://127.0.0.1:{port}",
                "STRIPE_API_KEY": "sk_test_sim",
                "STRIPE_API_BASE": "http://127.0.0.1:1",
                "STRIPE_WEBHOOK_SECRET": "whsec_bench",
            }
            admin = postgres.url(database=DATABASE).replace("+psycopg", "")
            yield House(environment, admin, (postgres.process_id, valkey.process_id))


def keep_a_start(folder: Path) -> None:
    """Make in `folder` what a house begins with, so that several need not make it each."""
    with Postgres(folder) as postgres:
        prepare(postgres.url(), DATABASE)


def copy(kept: Postgres, new: Postgres) -> None:
    """Give a server that was never started the data of one that is stopped; owners stay."""
    new.folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", kept.data, new.data], check=True)
