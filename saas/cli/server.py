"""The server of `saas serve`: Granian, where the process that made the application serves too."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from threading import Thread
from typing import Any, Final

from granian import _signals
from granian._granian import WorkerSignal
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer
from granian.server.mt import MTServer

from saas.servers.processes import die_with_parent

STOPS: Final = (signal.SIGTERM, signal.SIGINT)
SECONDS_TO_END: Final = 20
"""What was asked is answered within so long when a process is told to stop."""


class Server(MPServer):
    """As many processes as told: the first is this one, the others are copies made before it.

    A process that only waited for the others would hold a copy of its own of every page of
    memory they change: a quarter of what three processes hold. When one ends unasked, all end,
    and whoever started `saas serve` starts it again.
    """

    def __init__(self, *, host: str, port: int, workers: int, threads: int) -> None:
        super().__init__(
            "saas.app:create_app",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=threads,
            websockets=False,
            workers_kill_timeout=SECONDS_TO_END,
            log_level=LogLevels.error,
        )
        self._to_be_heard = iter([self])

    def _spawn_workers(self, spawn_target: Any, target_loader: Any) -> None:
        """Make the copies; who tells us to stop meanwhile is heard when each can hear it.

        A copy has the handlers of the process it was made from until it has its own, and
        would note the stop where nobody looks and serve on.
        """
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
        try:
            super()._spawn_workers(spawn_target, target_loader)  # type: ignore[no-untyped-call]
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)

    def signal_handler_interrupt(self, *_signal: Any) -> None:
        """Hear one stop; those that follow change nothing."""
        for _first in self._to_be_heard:
            super().signal_handler_interrupt()  # type: ignore[no-untyped-call]

    def _spawn_worker(  # type: ignore[override]
        self, idx: int, target: Any, callback_loader: Callable[[], Any]
    ) -> Any:
        if idx < self.workers - 1:
            return super()._spawn_worker(idx, target, _tied_to_this_process(callback_loader))
        serve_here: Any = MTServer._spawn_worker
        return serve_here(self, idx, MTServer._spawn_wsgi_worker, callback_loader())


def _tied_to_this_process(load: Callable[[], Any]) -> Callable[[], Any]:
    """What a copy runs first: it ends with the process it was made from, however that ends.

    Until it serves it may be ended at once. Ctrl-C reaches it too, and is left to its parent.
    """
    parent, tie = os.getpid(), die_with_parent(signal.SIGTERM)

    def load_tied() -> Any:
        tie()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
        Thread(target=_end_without, args=(parent,), daemon=True).start()
        _signals.set_sync_signals = _to_be_stopped_once
        return load()

    return load_tied


def _to_be_stopped_once() -> WorkerSignal:
    """What Granian's `set_sync_signals` makes: an event that a stop sets, here the first alone.

    A copy is told to stop by its parent, by the parent's end, and by whoever stops all processes
    of a service. Granian's event that is set a second time waits for good, and holds the GIL.
    """
    stop = WorkerSignal()
    to_be_heard = iter([stop])  # to take from it is one step, which no signal comes into

    def heard(*_signal: Any) -> None:
        for first in to_be_heard:
            first.set()

    for each in STOPS:
        signal.signal(each, heard)
    return stop


def _end_without(parent: int) -> None:
    """End this process if it is there long after its parent.

    A stop that reaches Granian while it takes over from us, for some microseconds, is lost.
    """
    while os.getppid() == parent:
        time.sleep(1)
    time.sleep(SECONDS_TO_END)
    os._exit(1)
