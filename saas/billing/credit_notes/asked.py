"""What the doors of this room ask for, the pages and the JSON alike: to look, and then the deed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from saas.billing.credit_notes.actions import Because, correct_invoice, credit_invoice
from saas.billing.credit_notes.preview import fingerprint
from saas.billing.credit_notes.to_be import correction_to_be, credit_to_be
from saas.billing.invoices.models import Invoice
from saas.dates import today
from saas.licensing.effects.sealing import opened, seal
from saas.money import Money


def credit_asked(
    invoice: Invoice, because: Because, amounts: Mapping[int, Money] | None
) -> dict[str, Any]:
    """The credit note that would be issued, and the token that issues it as it is, once, today."""
    sale = credit_to_be(invoice.number, because, amounts=amounts)
    return {"sale": sale, "token": seal(fingerprint(sale), about=_credit_of(invoice))}


def credit_shown(
    invoice: Invoice, because: Because, amounts: Mapping[int, Money] | None, token: str
) -> Invoice:
    """The credit note, issued as `token` says it was shown. Raises PreviewOutdated."""
    shown = opened(token, about=_credit_of(invoice))
    return credit_invoice(invoice.number, because, amounts=amounts, shown=shown, today=today())


def correction_asked(
    invoice: Invoice, because: Because, buyer: Mapping[str, str]
) -> dict[str, Any]:
    """The two documents of a correction, and the token that issues exactly these, once."""
    back, again = correction_to_be(invoice.number, because, buyer=buyer)
    token = seal(fingerprint(back, again), about=_correction_of(invoice))
    return {"credit_note": {"sale": back}, "invoice": {"sale": again}, "token": token}


def correction_shown(
    invoice: Invoice, because: Because, buyer: Mapping[str, str], token: str
) -> tuple[Invoice, Invoice]:
    """Both documents, issued as `token` says they were shown. Raises PreviewOutdated."""
    shown = opened(token, about=_correction_of(invoice))
    return correct_invoice(invoice.number, because, buyer=buyer, shown=shown, today=today())


def _credit_of(invoice: Invoice) -> str:
    return f"a credit of {invoice.number} on {today()}"


def _correction_of(invoice: Invoice) -> str:
    return f"a correction of {invoice.number} on {today()}"
