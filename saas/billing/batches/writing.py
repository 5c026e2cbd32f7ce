"""Writing many invoices with everything that belongs to them, in a handful of statements.

What agreements that are alike share (lines, postings) is sent once and multiplied by the
database; what is each invoice's own (number, document) is sent as columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from saas.billing.batches import statements
from saas.billing.batches.reading import Due
from saas.billing.batches.rules import Owed, Stencil
from saas.billing.events import InvoiceIssued
from saas.billing.invoices.models import Invoice
from saas.billing.ledger.rules import Entry, EntryKind, invoiced
from saas.billing.numbering.actions import Given
from saas.billing.seller.models import Seller
from saas.billing.totals.rules import InvoiceKind
from saas.db import array
from saas.outbox import announce_many


@dataclass(frozen=True, slots=True)
class Drawn:
    """An invoice on paper: whose, its number and reference, and its document in JSON.

    Of the document `own` is what the stencil does not say.
    """

    due: Due
    owed: Owed
    stencil: Stencil
    given: Given
    number: str
    ocr: str
    own: str
    sha256: str


def write_invoices(connection: Connection, seller: Seller, drawn: Sequence[Drawn]) -> None:
    """Insert invoices, their lines, numbers and postings, and the facts that they exist."""
    alike = {id(one.stencil): one for one in drawn}
    place_of = {stencil: place for place, stencil in enumerate(alike)}
    kinds = [one.owed for one in alike.values()]
    ids, entries = connection.execute(statements.IDS, {"count": len(drawn)}).one()
    each = _each(drawn) | {
        "id": array(ids),
        "entry": array(entries),
        "kind": array(place_of[id(one.stencil)] for one in drawn),
    }
    documents = {
        "shared": [one.stencil.shared for one in alike.values()],
        "own": f"[{','.join([one.own for one in drawn])}]",  # one text: nothing to escape
    }
    first = drawn[0].given
    shared = {
        "seller": seller.id,
        "code": first.number.series,
        "year": first.number.fiscal_year,
        "on": first.on,
        "at": first.at,
        "days": seller.payment_days,
        "what": InvoiceKind.INVOICE.value,
        "booked_as": EntryKind.INVOICED.value,
    }
    values = each | _sums(kinds) | shared
    connection.execute(statements.INVOICES, values | documents)
    connection.execute(statements.NUMBERS, values)
    connection.execute(statements.LINES, values | _lines(kinds))
    connection.execute(statements.ENTRIES, values)
    connection.execute(statements.POSTINGS, values | _postings(kinds))
    announce_many(
        connection,
        [
            (one.due.company.tenant_id, InvoiceIssued(id_))
            for one, id_ in zip(drawn, ids, strict=True)
        ],
    )


def _each(drawn: Sequence[Drawn]) -> dict[str, str]:
    return {
        "tenant": array(one.due.company.tenant_id for one in drawn),
        "agreement": array(one.due.company.agreement_id for one in drawn),
        "step": array(one.due.company.step + 1 for one in drawn),
        "public_id": array(Invoice.new_public_ids(len(drawn))),
        "number": array(one.number for one in drawn),
        "position": array(one.given.number.position for one in drawn),
        "ocr": array(one.ocr for one in drawn),
        "sha256": array(one.sha256 for one in drawn),
    }


def _sums(kinds: Sequence[Owed]) -> dict[str, list[Any]]:
    sums = [kind.totals for kind in kinds]
    return {
        "currency": [one.net.currency for one in sums],
        "net": [one.net.minor for one in sums],
        "vat": [one.vat.minor for one in sums],
        "rounding": [one.rounding.minor for one in sums],
        "total": [one.to_pay.minor for one in sums],
    }


def _lines(kinds: Sequence[Owed]) -> dict[str, list[Any]]:
    lines = [
        (place, position, line, kind.decision)
        for place, kind in enumerate(kinds)
        for position, line in enumerate(kind.lines, start=1)
    ]
    return {
        "of_kind": [place for place, *_ in lines],
        "place": [position for _, position, *_ in lines],
        "item": [line.item.value for *_, line, _ in lines],
        "edition": [line.edition for *_, line, _ in lines],
        "name": [line.name for *_, line, _ in lines],
        "quantity": [line.quantity for *_, line, _ in lines],
        "currency": [line.net.currency for *_, line, _ in lines],
        "unit_price": [line.unit_price.minor for *_, line, _ in lines],
        "period_from": [line.period.starts_on for *_, line, _ in lines],
        "period_until": [line.period.until for *_, line, _ in lines],
        "from": [line.starts_on for *_, line, _ in lines],
        "until": [line.until for *_, line, _ in lines],
        "net": [line.net.minor for *_, line, _ in lines],
        "category": [decision.category.value for *_, decision in lines],
        "percent": [decision.percent for *_, decision in lines],
    }


def _postings(kinds: Sequence[Owed]) -> dict[str, list[Any]]:
    made = [
        (place, posting) for place, kind in enumerate(kinds) for posting in _entry_of(kind).postings
    ]
    return {
        "of_kind": [place for place, _ in made],
        "account": [posting.account.value for _, posting in made],
        "minor": [posting.amount.minor for _, posting in made],
        "currency": [posting.amount.currency for _, posting in made],
        "of_invoice": [posting.invoice_id is not None for _, posting in made],
    }


def _entry_of(kind: Owed) -> Entry:
    sums = kind.totals
    entry = invoiced(0, "", net=sums.net, vat=sums.vat, rounding=sums.rounding)
    if entry is None:
        raise ValueError("What comes to nothing is not invoiced in a batch")
    return entry
