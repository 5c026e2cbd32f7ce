"""A folder of its own for each test, reachable for the user the database server runs as."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="kundzon-"))
    made.chmod(0o755)
    yield made
    all_gone(made)
    shutil.rmtree(made)


def processes_of(folder: Path) -> list[str]:
    """What still runs that was started for `folder`: it is named in the call or in the air."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            told = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
        except OSError:
            continue
        if os.fsencode(folder) in told and int(process.name) != os.getpid():
            found.append(told.replace(b"\0", b" ").decode(errors="replace")[:120])
    return found


def all_gone(folder: Path, within: float = 20) -> list[str]:
    """What still runs for `folder` after having been given time to leave; nothing, one hopes."""
    deadline = time.monotonic() + within
    while (left := processes_of(folder)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left
