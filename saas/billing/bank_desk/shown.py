"""What the page of a row of the bank's shows: what it is booked as, or could be booked as."""

from __future__ import annotations

from typing import Any

from saas.billing.bank_desk.models import AtCompany, at_company, payment_of
from saas.billing.bank_payments.rules import allocated
from saas.billing.bank_rows.models import BankRow
from saas.billing.bank_rows.rules import MOVED, STATES, TONES, RowState
from saas.billing.remittance.models import owner_of
from saas.billing.remittance.rules import MATCHED, WAITS, Match, Waits
from saas.tenants.company.models import customer_numbered
from saas.tenants.company.rules import NoSuchCustomer


def shown(row: BankRow, asked: str = "") -> dict[str, Any]:
    """A row with what it is booked as; or, while it waits, with what it could be booked as.

    `asked` is the customer number that somebody has written, to look at that company's invoices.
    """
    waits = row.state is RowState.WAITING
    guess = owner_of(row.reference, seller_id=row.seller_id, currency=row.currency)
    there = _looked_at(row, guess, asked) if waits else None
    return {
        "row": row,
        "booked": payment_of(row),
        "there": there,
        "customer": asked,
        "proposed": _proposed(row, guess, there) if there else {},
        "because": WAITS[guess] if isinstance(guess, Waits) else None,
        "matched": MATCHED,
        "states": STATES,
        "tones": TONES,
        "moved": MOVED,
    }


def _looked_at(row: BankRow, guess: Match | Waits, asked: str) -> AtCompany | None:
    """The company of the customer number that was written; else the one that may be meant."""
    if not asked:
        return at_company(row, guess.company_id) if isinstance(guess, Match) else None
    try:
        return at_company(row, customer_numbered(asked))
    except NoSuchCustomer:
        return None


def _proposed(row: BankRow, guess: Match | Waits, there: AtCompany) -> dict[str, str]:
    """What it would settle by itself, as it is typed into the page's fields."""
    named = guess.invoices if isinstance(guess, Match) else ()
    found = allocated(row.amount, there.claims, named=named, from_agency=row.from_agency)
    each = {share.claim.number: share.amount.minor for share in found.shares}
    return {number: f"{minor // 100},{minor % 100:02}" for number, minor in each.items()}
