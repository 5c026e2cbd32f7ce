"""Translators' tools: `python -m saas.translations compile`, `update FLOOR`, `check`."""

from __future__ import annotations

import sys

import click

from saas.translations.catalogues import FLOORS, GROUND, contradictions, every_floor


@click.group()
def main() -> None:
    """Keep the catalogues in line with the code."""


@main.command("compile")
def compile_catalogues() -> None:
    """Make the .mo files that are missing or older than their .po."""
    for floor in every_floor():
        if floor.compile():
            click.echo(f"compiled {floor.name} ({floor.language})")


@main.command()
@click.argument("names", nargs=-1, type=click.Choice([GROUND, *FLOORS]))
def update(names: tuple[str, ...]) -> None:
    """Add the sentences the code now says, and drop those it no longer does. All floors if none."""
    for floor in every_floor():
        if not names or floor.name in names:
            floor.update()
            missing = sum(1 for _ in floor.findings())
            click.echo(f"{floor.po.relative_to(floor.po.parents[4])}: {missing} to translate")


@main.command()
def check() -> None:
    """Exit 1, listing each sentence that is missing, fuzzy, malformed, unused or contradicted."""
    findings = [finding for floor in every_floor() for finding in floor.findings()]
    findings += contradictions()
    for finding in findings:
        click.echo(finding, err=True)
    click.echo(f"{len(findings)} findings in {len(every_floor())} catalogues")
    sys.exit(1 if findings else 0)


if __name__ == "__main__":
    main()
