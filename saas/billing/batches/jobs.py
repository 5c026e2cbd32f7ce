"""When runs start, and the issuing of their chunks."""

from __future__ import annotations

from datetime import date

from saas.billing.batches.actions import issue_chunk, start_run
from saas.billing.events import ChunkBegan
from saas.dates import now


def start_the_day_s_run(today: date) -> None:
    """Every day: have what is owed by today invoiced. The invoices are `issue_invoices`' work."""
    start_run(today, by="calendar", now=now())


def issue_invoices(fact: ChunkBegan) -> None:
    """Issue the invoices of one chunk of a run."""
    issue_chunk(fact.run_id, fact.position, now=now())
