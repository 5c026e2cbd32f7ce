"""A table as a file that spreadsheets open (RFC 4180, with semicolons as in Sweden)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

RUNS_AS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def as_csv(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The table as text. No cell is run as a formula, whatever somebody has called themselves."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow(headers)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return written.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(RUNS_AS_A_FORMULA) else cell
