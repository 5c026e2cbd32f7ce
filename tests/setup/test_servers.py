"""The embedded servers: nothing is lost, nothing is left behind, nobody else gets in."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from benchmarks.house import copy
from saas.servers import postgres, privileges
from saas.servers.postgres import Postgres
from saas.servers.processes import ServerDidNotStart
from saas.servers.valkey import Valkey
from tests.setup.conftest import all_gone, processes_of

linux = pytest.mark.skipif(sys.platform != "linux", reason="children die with parents on Linux")
root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another user")


def ask(server: Postgres, question: str) -> object:
    url = server.url().replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(question).fetchone()
        return row and row[0]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Postgres]:
    """A server's data, made once: `data` gives each test a copy."""
    with tempfile.TemporaryDirectory(prefix="kundzon-") as name:
        Path(name).chmod(0o755)
        with Postgres(Path(name) / "db", durable=False) as server:
            pass
        yield server


@pytest.fixture
def data(folder: Path, cluster: Postgres) -> Path:
    """The folder of a server that ran before and was stopped."""
    copy(cluster, Postgres(folder / "db"))
    return folder / "db"


CLUSTER = "select system_identifier from pg_control_system()"


class TestTheDatabase:
    def test_the_data_are_kept_for_next_time(self, data: Path) -> None:
        with Postgres(data, durable=False) as server:
            first = ask(server, CLUSTER)
        with Postgres(data, durable=False) as server:
            assert ask(server, CLUSTER) == first

    def test_it_is_reached_by_its_owner_and_never_over_the_network(self, data: Path) -> None:
        with Postgres(data, durable=False) as server:
            assert ask(server, "show listen_addresses") == ""
            assert server.folder.stat().st_mode & 0o077 == 0
            owner = ask(server, "select current_setting('data_directory_mode')")
        assert owner == "0700"

    def test_it_starts_where_the_path_of_a_socket_would_be_too_long(self, folder: Path) -> None:
        deep = folder / ("deep" * 30)
        with Postgres(deep, durable=False) as server, Valkey(deep / "queue") as queue:
            assert ask(server, "select 1") == 1
            assert redis.Redis.from_url(queue.url).ping()
            sockets = [server.socket_folder, queue.socket.parent]
        assert not any(path.exists() for path in sockets)

    def test_a_note_of_a_server_long_gone_does_not_stop_it(self, data: Path) -> None:
        with Postgres(data, durable=False) as server:
            first = ask(server, CLUSTER)
        (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n")
        with Postgres(data, durable=False) as server:
            assert ask(server, CLUSTER) == first

    def test_a_second_server_on_the_same_data_is_told_of_the_first(
        self, data: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(postgres, "PATIENCE", 0.1)
        with (
            Postgres(data, durable=False),
            pytest.raises(ServerDidNotStart, match=r"process \d+, already uses"),
        ):
            Postgres(data).start()

    def test_what_makes_it_fail_is_said_in_its_own_words(self, data: Path) -> None:
        with Postgres(data, durable=False) as server:
            pass
        (server.data / "postgresql.conf").write_text("shared_buffers = plenty\n")
        with pytest.raises(ServerDidNotStart, match="shared_buffers"):
            server.start()

    @root
    def test_root_runs_it_as_nobody_and_changes_no_permissions_for_that(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        private = folder / "private"
        private.mkdir(mode=0o700)
        monkeypatch.setattr(privileges, "ELSEWHERE", folder / "elsewhere")
        with Postgres(private / "var" / "db", durable=False) as server:
            assert server.folder.parent == folder / "elsewhere"
            uid = server.data.stat().st_uid
        assert uid != 0
        assert private.stat().st_mode & 0o777 == 0o700

    @root
    def test_binaries_nobody_can_reach_are_copied_once(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(privileges, "ELSEWHERE", folder / "elsewhere")
        monkeypatch.setattr(privileges, "_reachable", lambda path: path == folder)
        with Postgres(folder / "db", durable=False) as server:
            assert server.bin.is_relative_to(folder / "elsewhere")
            assert ask(server, "select 1") == 1
        copied = server.bin.stat().st_mtime_ns
        assert Postgres(folder / "db").bin.stat().st_mtime_ns == copied


class TestTheQueue:
    def test_what_it_holds_is_kept_for_next_time(self, folder: Path) -> None:
        with Valkey(folder / "queue") as server, redis.Redis.from_url(server.url) as client:
            client.set("seat", 14)
        with Valkey(folder / "queue") as server, redis.Redis.from_url(server.url) as client:
            assert client.get("seat") == b"14"

    def test_only_its_owner_reaches_it(self, folder: Path) -> None:
        with Valkey(folder / "queue") as server, redis.Redis.from_url(server.url) as client:
            assert client.config_get("port") == {"port": "0"}
            assert server.folder.stat().st_mode & 0o077 == 0


BOTH = """
import sys, time
from pathlib import Path
from saas.servers.postgres import Postgres
from saas.servers.valkey import Valkey
folder = Path(sys.argv[1])
with Postgres(folder / "db", durable=False), Valkey(folder / "queue"):
    print("ready", flush=True)
    time.sleep(60)
"""


@linux
@pytest.mark.usefixtures("data")
class TestTheParentDies:
    def test_killed_without_a_word_it_leaves_no_server_behind(self, folder: Path) -> None:
        with subprocess.Popen(
            [sys.executable, "-c", BOTH, str(folder)], stdout=subprocess.PIPE, text=True
        ) as parent:
            assert parent.stdout
            assert parent.stdout.readline() == "ready\n"
            assert len(processes_of(folder)) >= 3
            parent.send_signal(signal.SIGKILL)
        assert all_gone(folder) == []

    def test_the_next_start_waits_until_the_last_server_has_left(self, folder: Path) -> None:
        with subprocess.Popen(
            [sys.executable, "-c", BOTH, str(folder)], stdout=subprocess.PIPE, text=True
        ) as parent:
            assert parent.stdout
            parent.stdout.readline()
            parent.send_signal(signal.SIGKILL)
        started = time.monotonic()
        with Postgres(folder / "db", durable=False) as server, Valkey(folder / "queue"):
            assert ask(server, "select 1") == 1
        assert time.monotonic() - started < 60
