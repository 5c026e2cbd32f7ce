"""What the embedded servers share: living no longer than their parent, and saying why they died."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from subprocess import DEVNULL, Popen, TimeoutExpired
from typing import Any

LONGEST_SOCKET_PATH = 103
"""Bytes a socket's path may have wherever we run (sockaddr_un: 104 on macOS, 108 on Linux)."""

_PR_SET_PDEATHSIG = 1
_prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


class ServerDidNotStart(RuntimeError):
    """An embedded server is not there, and the sentence says why and what to do."""


def die_with_parent(how: signal.Signals) -> Callable[[], None]:
    """What a child runs before its program, to be sent `how` when the calling process dies.

    However the parent dies, `kill -9` too, nothing of it stays behind. Linux only (prctl(2));
    elsewhere a child outlives a killed parent, and the next start says so.
    """
    parent = os.getpid()

    def tie_to_parent() -> None:
        if _prctl is not None:
            _prctl(_PR_SET_PDEATHSIG, int(how))
        if os.getppid() != parent:  # it died between the fork and here
            os._exit(1)

    return tie_to_parent


def launch(
    command: Sequence[str | Path], log: Path, *, ended_by: signal.Signals, how: Mapping[str, Any]
) -> Popen[bytes]:
    """Start a server that writes to `log`, and that is sent `ended_by` should we die.

    `how` is what else subprocess should know: the user, the folder, the environment.
    """
    with log.open("ab") as written:
        return Popen(
            list(command),
            stdin=DEVNULL,
            stdout=written,
            stderr=written,
            start_new_session=True,
            preexec_fn=die_with_parent(ended_by),  # noqa: PLW1509 - we start no threads
            **how,
        )


def wait_until(answers: Callable[[], bool], process: Popen[bytes], log: Path) -> None:
    """Return once `answers()`; raise ServerDidNotStart with the end of `log` when it never will."""
    deadline = time.monotonic() + 60
    while not answers():
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            last_words = log.read_text(errors="replace")[-1500:] if log.exists() else ""
            raise ServerDidNotStart(f"The server of {log.parent} did not start:\n{last_words}")
        time.sleep(0.01)


def running(process: Popen[bytes] | None) -> int:
    """The number of a process that has been started, or RuntimeError."""
    if process is None:
        raise RuntimeError("The server has not been started.")
    return process.pid


def stop(process: Popen[bytes] | None, politely: signal.Signals, firmly: signal.Signals) -> None:
    """Ask the server to go, then tell it to; return when it has gone."""
    if process is None or process.poll() is not None:
        return
    process.send_signal(politely)
    try:
        process.wait(30)
    except TimeoutExpired:
        process.send_signal(firmly)
        process.wait(30)
