"""`saas accounting`: what the bookkeeper takes away."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path

import click

from saas.billing.accounting.export import sie_of, year_of
from saas.billing.certificate.answers import CertificateAnswer
from saas.billing.certificate.models import certificate_of
from saas.billing.certificate.pdf import certificate_pdf
from saas.billing.seller.models import MAIN, Seller
from saas.cli.house import opened
from saas.dates import today
from saas.errors import NotFound

DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def command() -> None:
    """Files for the bookkeeping program."""


@command.command("sie")
@click.option("--seller", "code", default=MAIN, show_default=True, help="The seller's short name.")
@click.option("--year", type=int, help="The year the fiscal year begins in. Default: this one.")
@click.option("--from", "since", type=DAY, help="Leave out vouchers before this day.")
@click.option("--to", "through", type=DAY, help="Leave out what was booked after this day.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path))
def sie_command(
    code: str,
    year: int | None,
    since: datetime | None,
    through: datetime | None,
    output: Path | None,
) -> None:
    """Write a seller's books of a fiscal year as SIE 4 (to stdout, or to the file of -o)."""
    with opened():
        seller = Seller.called(code)
        if seller is None:
            raise click.UsageError(f"There is no seller called {code}.")
        lines = sie_of(
            seller,
            year or year_of(seller, today()),
            written_on=today(),
            since=_day(since),
            through=_day(through),
        )
        if output is None:
            sys.stdout.buffer.writelines(lines)
            return
        with output.open("wb") as file:
            file.writelines(lines)
        click.echo(f"The books of {seller.name} are in {output}.", err=True)


@command.command("certificate")
@click.option("--seller", "code", default=MAIN, show_default=True, help="The seller's short name.")
@click.option("--year", type=int, help="The year the fiscal year begins in. Default: this one.")
@click.option("--series", default="", help="The letters of the series; the main one has none.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="As PDF.")
def certificate_command(code: str, year: int | None, series: str, output: Path | None) -> None:
    """Certify that no number is missing: as JSON, or as PDF with -o. Exit 1 where one is."""
    with opened():
        seller = Seller.called(code)
        if seller is None:
            raise click.UsageError(f"There is no seller called {code}.")
        wanted = year or year_of(seller, today())
        try:
            made = certificate_of(seller, wanted, series=series)
        except NotFound as none:
            raise click.UsageError(f"No number of {series}{wanted} was given.") from none
        if output is None:
            click.echo(json.dumps(CertificateAnswer().dump(made)))
        else:
            output.write_bytes(certificate_pdf(made, seller, on=today(), language="sv"))
    sys.exit(0 if made.is_complete else 1)


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None
