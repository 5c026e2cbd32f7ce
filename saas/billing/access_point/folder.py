"""An access point that fetches from a folder, as operators do over SFTP.

Below the folder are `out`, `test`, `waybills`, `receipts` and `known`. A document appears in
`out` (or in `test`) whole or not at all: it is written under a hidden name, flushed to disk and
renamed. By then `waybills` holds what the network has to know of it, as JSON. The operator
answers with a file in `receipts`: JSON with "document", "status" ("accepted" or "rejected") and,
for a rejection, "reason". What we have taken note of we move to `known`.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import structlog

from saas.billing.access_point.port import Consignment, Receipt

STATUSES: Final = {"accepted": True, "rejected": False}
SAFE: Final = re.compile(r"[A-Za-z0-9_-]{1,80}\Z")
LONGEST_REASON: Final = 500
log = structlog.get_logger()


class FolderAccessPoint:
    """Documents and receipts as files, one each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, consignment: Consignment) -> None:
        """Let the waybill and then the document appear, whole; the same again is the same file."""
        name = consignment.name
        if not SAFE.match(name):
            raise ValueError(f"{name!r} cannot be the name of a file")
        place = self._place("test" if consignment.is_test else "out")
        document = place / f"{name}.{consignment.extension}"
        waybill = {
            "document": name,
            "file": f"{place.name}/{document.name}",
            "format": consignment.format,
            "document_type": consignment.document_type,
            "process": consignment.process,
            "sender": consignment.sender,
            "recipient": consignment.recipient,
        }
        told = json.dumps(waybill, indent=1, ensure_ascii=False).encode()
        _appear(self._place("waybills") / f"{name}.json", told)
        _appear(document, consignment.content)

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


def _appear(place: Path, content: bytes) -> None:
    hidden = place.with_name(f".{place.stem}.{os.getpid()}.part")
    with hidden.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    hidden.replace(place)


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
