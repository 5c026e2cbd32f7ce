"""Whether documents about to be issued are still what somebody has looked at."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from saas.billing.credit_notes.models import credit_notes_of, creditable
from saas.billing.invoices.sale import Sale
from saas.licensing.effects.rules import PreviewOutdated


def fingerprint(*sales: Sale) -> str:
    """Says what would be issued: seller, buyer, lines, tax, sums, order, and why, by whom.

    And what is left of the invoice that is taken back, and which credit notes it has: what was
    shown is issued once.
    """
    told = repr([list(_told(sale)) for sale in sales])
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def must_be_as_shown(shown: str | None, *sales: Sale) -> None:
    """Raise PreviewOutdated where something else was shown; None says that nothing had to be."""
    if shown is not None and shown != fingerprint(*sales):
        raise PreviewOutdated


def _told(sale: Sale) -> Iterator[object]:
    yield from (sale.seller.id, sale.buyer, sale.order_reference)
    yield from (list(sale.lines), list(sale.decided), sale.sums)
    if hand := sale.by_hand:
        yield from (hand.by_name, hand.reason, hand.words.splitlines())
        if invoice := hand.credits:
            yield [(line.line_id, line.left) for line in creditable(invoice)]
            yield [note.id for note in credit_notes_of(invoice)]
