"""Money at a bank account, as rows of several rooms keep it."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from saas.billing.bank_accounts.rules import AccountKind, BankAccount
from saas.db import one_of
from saas.money import Money


class AtAccount:
    """A row about so much money at one bank account, which it came to or goes to."""

    account_kind: Mapped[AccountKind] = mapped_column(one_of(AccountKind))
    account_number: Mapped[str]
    amount_minor: Mapped[int]
    currency: Mapped[str]

    @property
    def account(self) -> BankAccount:
        """The account, its number as it is printed."""
        return BankAccount(self.account_kind, self.account_number)

    @property
    def amount(self) -> Money:
        """How much."""
        return Money(self.amount_minor, self.currency)
