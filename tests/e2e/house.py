"""The whole product, as one command starts it, and what a test may ask of it from outside."""

import json
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

from tests.setup.conftest import all_gone
from tests.setup.test_run import free_port, running


class House:
    """A Kundzon that runs, with the demo's companies in it and its test gateway beside it."""

    def __init__(self, address: str) -> None:
        self.address = address
        parts = urlsplit(address)
        self.gateway = f"{parts.scheme}://127.0.0.1:{(parts.port or 0) + 1}"

    def charges(self) -> list[dict]:
        """Every charge the gateway has taken money for, oldest first: the truth."""
        with urlopen(f"{self.gateway}/_oracle/charges", timeout=30) as answer:
            return json.load(answer)["data"]


@contextmanager
def open_house() -> Iterator[House]:
    """A house of one's own for as long as it is needed, or the one at E2E_BASE_URL.

    Afterwards nothing of it runs any more, which is asserted.
    """
    if address := os.environ.get("E2E_BASE_URL"):
        yield House(address.rstrip("/"))
        return
    folder = Path(tempfile.mkdtemp(prefix="kundzon-e2e-"))
    folder.chmod(0o755)
    port = free_port()
    with running(folder, port) as run:
        run.until_it_says("Ctrl-C")
        yield House(f"http://localhost:{port}")
        assert run.ends(signal.SIGINT) == 0, run.said
    assert all_gone(folder) == []
    shutil.rmtree(folder)
