"""`saas audit`: the ledger, the numbers and the seats, re-proved from their rows."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Final

import click
from rich.console import Console

from saas.billing.proof.models import findings as of_the_books
from saas.billing.revenue.models import months_that_differ
from saas.cli.house import opened
from saas.dates import today
from saas.db import db
from saas.licensing.seats.models import seats_that_do_not_add_up
from saas.scope import all_tenants


def of_the_seats() -> list[str]:
    """Companies whose seats, seat count and seat ledger disagree, a sentence each."""
    with all_tenants(because="the audit proves the seats of every company"):
        return [
            f"The seats of tenant {found['tenant_id']} do not add up: {found}"
            for found in seats_that_do_not_add_up()
        ]


def of_the_revenue() -> list[str]:
    """Months of recurring revenue that differ from what is asked anew, a sentence each."""
    return months_that_differ(today())


PROOFS: Final[dict[str, Callable[[], list[str]]]] = {
    "books and numbers": of_the_books,
    "seats": of_the_seats,
    "recurring revenue": of_the_revenue,
}


@click.group()
def command() -> None:
    """Prove that what is remembered is what happened."""


@command.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Say the findings as JSON on stdout.")
def verify_command(as_json: bool) -> None:  # noqa: FBT001 - click's flag
    """Re-prove ledger, numbers, snapshots and seats from their rows. Exit 1 on findings."""
    found: dict[str, list[str]] = {}
    with opened(), Console(stderr=True).status("Looking through the books"):
        for name, prove in PROOFS.items():
            found[name] = prove()
            db.session.rollback()
    if as_json:
        print(json.dumps(found))
    else:
        for name, sentences in found.items():
            print(f"{name}: {'well' if not sentences else ''}")
            for sentence in sentences:
                print(f"  - {sentence}")
    sys.exit(1 if any(found.values()) else 0)
