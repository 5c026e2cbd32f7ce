"""A ZIP file that is sent while it is made: one document at a time is held in memory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

MADE: Final = (1980, 1, 1, 0, 0, 0)  # the first instant ZIP knows: the same bytes each time


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in it. `packed` says that its content does not get smaller."""

    name: str
    content: bytes
    packed: bool = True


def zipped(entries: Iterable[Entry]) -> Iterator[bytes]:
    """The archive of `entries`, in parts as they come."""
    sent = _Sent()
    with zipfile.ZipFile(sent, "w") as archive:
        for entry in entries:
            how = zipfile.ZIP_STORED if entry.packed else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(entry.name, MADE), entry.content, how)
            yield sent.taken()
    yield sent.taken()


class _Sent(io.RawIOBase):
    """Where an archive is written to, and taken from in parts; it cannot go back."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        """It is written to."""
        return True

    def write(self, part: bytes) -> int:  # type: ignore[override]
        """Keep a part until it is taken."""
        self._parts.append(bytes(part))
        return len(part)

    def taken(self) -> bytes:
        """What has been written since last time."""
        taken, self._parts = b"".join(self._parts), []
        return taken
