"""Programs that run side by side under one parent: when one ends, or the parent does, all do."""

from __future__ import annotations

import os
import selectors
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from subprocess import DEVNULL, PIPE, STDOUT, Popen
from typing import Any, Final, Self

from rich.console import Console
from rich.text import Text

from saas.servers.processes import die_with_parent

PATIENCE: Final = 15
"""Seconds a program has to finish what it is doing when it is asked to stop."""

COLOURS: Final = ("cyan", "magenta", "yellow", "green", "blue")


@dataclass(slots=True)
class Child:
    """One program, and the line it has begun to write."""

    name: str
    colour: str
    process: Popen[bytes]
    begun: bytes = b""


class Children:
    """All programs of one run. Each leads a process group, so that its own children stop too."""

    def __init__(self, console: Console) -> None:
        """What the programs write goes to `console`, each line behind its program's name."""
        self.console = console
        self._children: list[Child] = []
        self._written = selectors.DefaultSelector()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.stop()

    def start(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start a program. It is asked to stop should this process die, however it dies."""
        process = Popen(
            command,
            env=environment,
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509 - we start no threads
        )
        child = Child(name, COLOURS[len(self._children) % len(COLOURS)], process)
        self._children.append(child)
        os.set_blocking(_pipe(child), False)
        self._written.register(_pipe(child), selectors.EVENT_READ, child)

    def watch(self, meanwhile: Callable[[], None]) -> str:
        """Pass on what the programs write until one of them ends; the sentence that says so.

        `meanwhile` is called a few times a second.
        """
        while True:
            for key, _events in self._written.select(timeout=0.2):
                self._pass_on(key.data)
            for child in self._children:
                if (code := child.process.poll()) is not None:
                    self._pass_on(child)
                    return f"{child.name} ended with code {code}; stopping the others."
            meanwhile()

    def stop(self) -> None:
        """Ask every program to stop, and see to it that it and what it started does."""
        self._signal(signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        while self._running() and time.monotonic() < deadline:
            for key, _events in self._written.select(timeout=0.05):
                self._pass_on(key.data)
        self._signal(signal.SIGKILL)
        for child in self._children:
            child.process.wait()
            self._pass_on(child)
            child.process.stdout.close()  # type: ignore[union-attr]
        self._children.clear()
        self._written.close()

    def _running(self) -> bool:
        return any(child.process.poll() is None for child in self._children)

    def _signal(self, how: signal.Signals) -> None:
        for child in self._children:
            try:
                os.killpg(child.process.pid, how)
            except ProcessLookupError:
                continue

    def _pass_on(self, child: Child) -> None:
        """Show the whole lines a program has written, and what is left once it has ended."""
        try:
            read = os.read(_pipe(child), 65_536)
        except BlockingIOError:
            return
        if not read and _pipe(child) in self._written.get_map():
            self._written.unregister(_pipe(child))
        *lines, child.begun = (child.begun + read).split(b"\n")
        if not read and child.begun:
            lines, child.begun = [child.begun], b""
        for line in lines:
            name = Text(f"{child.name:>9} │ ", style=child.colour)
            said: Any = Text.from_ansi(line.decode(errors="replace"))
            self.console.print(name + said, highlight=False, soft_wrap=True)


def _pipe(child: Child) -> int:
    """The end of the pipe that the program's words come out of."""
    return child.process.stdout.fileno()  # type: ignore[union-attr]
