"""The list of invoices in an address: what it asks for, and the pages around the one shown."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final
from urllib.parse import urlencode

from flask import request, url_for
from marshmallow import EXCLUDE

from saas.billing.invoices.answers import InvoiceQuery
from saas.billing.invoices.listed import Page
from saas.billing.invoices.rules import Asked, Show

SCHEMA: Final = InvoiceQuery(unknown=EXCLUDE)


def typed() -> dict[str, Any]:
    """What the address asks for; what it says that we do not understand is left aside."""
    typed = {name: value for name, value in request.args.items() if value}
    wrong = SCHEMA.validate(typed) if typed else {}
    return dict(SCHEMA.load({name: value for name, value in typed.items() if name not in wrong}))


def before(query: Mapping[str, Any]) -> str | None:
    """Where the page ends that is asked for, unless it is asked for by where it begins."""
    return query.get("before") if "after" not in query else None


def address(query: Mapping[str, Any], endpoint: str = "invoices.index", **other: Any) -> str:
    """The same list, from elsewhere or of other invoices; without what goes without saying."""
    said = {name: query.get(name) for name in Asked.__dataclass_fields__} | other
    if said["show"] in {None, Show.ALL}:
        del said["show"]
    asked = urlencode({name: str(value) for name, value in said.items() if value})
    return f"{path(endpoint)}?{asked}" if asked else path(endpoint)


@cache
def path(endpoint: str) -> str:
    """Where a door without an id is; it never moves, and a page asks for a dozen."""
    return url_for(endpoint)


def links(query: Mapping[str, Any], found: Page) -> dict[str, str]:
    """The header that names the pages around this one (RFC 8288)."""
    ways = {"next": ("after", found.oldest), "prev": ("before", found.newest)}
    told = [
        f"<{address(query, 'invoices_api.list_over_api', limit=query['limit'], **{name: to})}>; "
        f'rel="{way}"'
        for way, (name, to) in ways.items()
        if to
    ]
    return {"Link": ", ".join(told)} if told else {}
