"""`saas seller`: who sends the invoices, as a TOML file says it."""

from __future__ import annotations

from pathlib import Path

import click

from saas.billing.seller.actions import name_seller
from saas.billing.seller.models import seller_in
from saas.billing.seller.reading import SellerWrong
from saas.cli.house import opened
from saas.db import db
from saas.errors import Refusal


@click.command("seller")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def command(file: Path) -> None:
    """Let invoices from now on be sent by the seller FILE describes; issued ones keep theirs."""
    with opened():
        try:
            seller = name_seller(*seller_in(file))
        except (Refusal, SellerWrong) as wrong:
            raise click.UsageError(str(wrong)) from wrong
        db.session.commit()
        print(f"Invoices are sent by {seller.name}.")
