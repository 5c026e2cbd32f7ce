"""`saas entitlements`: the keys that sign what companies may use."""

from __future__ import annotations

import click

from saas.cli.house import opened
from saas.dates import clock_time
from saas.db import db
from saas.errors import Refusal
from saas.licensing.signing.actions import rotate_key, withdraw_key
from saas.licensing.signing.models import SigningKey
from saas.licensing.signing.secrets import secrets_of


@click.group()
def command() -> None:
    """The keys that sign offline tokens of entitlements."""


@command.command("rotate-key")
def rotate_key_command() -> None:
    """Make a new key, which signs from now on. What older keys signed stays good."""
    with opened() as app:
        key = rotate_key(locked_with=secrets_of(app), now=clock_time())
        db.session.commit()
        print(f"{key.key_id} signs from now on.")


@command.command("keys")
def keys_command() -> None:
    """List the published keys, the one that signs first."""
    with opened():
        for key in SigningKey.published():
            print(f"{key.key_id}  {key.made_at:%Y-%m-%d %H:%M}  {key.public}")


@command.command("withdraw-key")
@click.argument("key_id")
def withdraw_key_command(key_id: str) -> None:
    """Publish KEY_ID no more, because it has leaked: nothing it ever signed is good then."""
    with opened():
        try:
            withdraw_key(key_id=key_id, now=clock_time())
        except Refusal as refusal:
            raise click.ClickException(str(refusal)) from refusal
        db.session.commit()
    print(f"{key_id} is withdrawn.")
