"""An access point that fetches from a folder, as operators do over SFTP.

Below the folder are `out`, `test`, `receipts` and `known`. A document appears in `out` (or in
`test`) whole or not at all: it is written under a hidden name, flushed to disk and renamed. The
operator answers with a file in `receipts`: JSON with "document", "status" ("accepted" or
"rejected") and, for a rejection, "reason". What we have taken note of we move to `known`.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import structlog

from saas.billing.access_point.port import Receipt

STATUSES: Final = {"accepted": True, "rejected": False}
SAFE: Final = re.compile(r"[A-Za-z0-9_-]{1,80}\Z")
LONGEST_REASON: Final = 500
log = structlog.get_logger()


class FolderAccessPoint:
    """Documents and receipts as files, one each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, document: str, content: bytes, *, is_test: bool) -> None:
        """Let `<document>.xml` appear whole; one that is there already is left as it is."""
        if not SAFE.match(document):
            raise ValueError(f"{document!r} cannot be the name of a file")
        place = self._place("test" if is_test else "out") / f"{document}.xml"
        hidden = place.with_name(f".{document}.{os.getpid()}.part")
        with hidden.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        hidden.replace(place)

    def receipts(self) -> Iterator[Receipt]:
        """Every receipt in `receipts`; a file that is none is logged and left to the operator."""
        for file in sorted(self._place("receipts").glob("*.json")):
            receipt = _read(file)
            if receipt:
                yield receipt

    def put_away(self, receipt: Receipt) -> None:
        """Move every receipt of that document to `known`."""
        known = self._place("known")
        for file in sorted(self._place("receipts").glob("*.json")):
            if _read(file) == receipt:
                file.replace(known / file.name)

    def _place(self, name: str) -> Path:
        place = self.folder / name
        place.mkdir(parents=True, exist_ok=True)
        return place


def _read(file: Path) -> Receipt | None:
    try:
        said: Any = json.loads(file.read_text(encoding="utf-8"))
        return Receipt(
            document=str(said["document"]),
            accepted=STATUSES[said["status"]],
            reason=" ".join(str(said.get("reason", "")).split())[:LONGEST_REASON],
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        log.warning("not a receipt", file=str(file))
        return None
