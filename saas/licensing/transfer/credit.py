"""What we owe a company: a question this floor asks, answered by the floor that keeps the books.

Billing stands above licensing, so licensing cannot look into its ledger. A house without books
would let money go astray, so it has to be answered.
"""

from __future__ import annotations

from saas.licensing.transfer.rules import CreditNotSettled
from saas.money import Money
from saas.questions import Question

credit_left: Question[[], list[Money]] = Question("what we owe the company in scope")
"""What we owe the company in scope beyond its invoices, in each currency we owe any in."""


def must_be_settled() -> None:
    """Refuse while we owe the company in scope money. Raises CreditNotSettled."""
    if amounts := credit_left():
        raise CreditNotSettled(amounts[0])
