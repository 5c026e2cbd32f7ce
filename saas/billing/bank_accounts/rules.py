"""Which bank account money can be sent to: a Swedish giro for kronor, an IBAN for anything.

The numbers themselves, and their check digits, are those of `saas.billing.seller.rules`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from saas.billing.seller import rules as numbers
from saas.errors import Refusal
from saas.text import N_

SHOWN: Final = 4
"""How many of its last signs a letter tells of an account."""


class AccountKind(StrEnum):
    """The ways a bank account is named."""

    BANKGIRO = "bankgiro"
    PLUSGIRO = "plusgiro"
    IBAN = "iban"

    @property
    def words(self) -> str:
        """What it is called, in every language."""
        return NAMES[self]


NAMES: Final = {
    AccountKind.BANKGIRO: "Bankgiro",
    AccountKind.PLUSGIRO: "Plusgiro",
    AccountKind.IBAN: "IBAN",
}
_CHECKED: Final[dict[AccountKind, Callable[[str], str]]] = {
    AccountKind.BANKGIRO: numbers.bankgiro,
    AccountKind.PLUSGIRO: numbers.plusgiro,
    AccountKind.IBAN: numbers.iban,
}


class AccountMistyped(Refusal):
    """Wrong length or check digit: no money is sent there."""

    field: ClassVar[str | None] = "account_number"

    def __init__(self, mistyped: Refusal) -> None:
        """In the words of the rule that the number breaks."""
        super().__init__()
        self.says = mistyped.says
        self.__dict__.update(mistyped.values)


@dataclass
class GiroTakesKronor(Refusal):
    """Bankgiro and plusgiro are paid in kronor."""

    currency: str

    says = N_("Only kronor can be sent to a giro. Write an IBAN to be paid in %(currency)s.")
    field: ClassVar[str | None] = "account_number"


@dataclass(frozen=True, slots=True)
class BankAccount:
    """An account at a bank, its number as it is printed."""

    kind: AccountKind
    number: str

    @property
    def hint(self) -> str:
        """Enough to know one's own account by, for letters: Bankgiro …1055."""
        bare = "".join(sign for sign in self.number if sign.isalnum())
        return f"{self.kind.words} …{bare[-SHOWN:]}"

    def __str__(self) -> str:
        return f"{self.kind.words} {self.number}"


def bank_account(kind: AccountKind, written: str, *, currency: str) -> BankAccount:
    """The account as it is printed, if it can take money in `currency`.

    Raises AccountMistyped where length or check digits are wrong (an IBAN's are modulo 97, ISO
    13616; a giro's is Luhn, domain.md §8), and GiroTakesKronor.
    """
    try:
        number = _CHECKED[kind](written)
        if not number:
            _CHECKED[kind]("-")
    except Refusal as mistyped:
        raise AccountMistyped(mistyped) from mistyped
    if kind is not AccountKind.IBAN and currency != "SEK":
        raise GiroTakesKronor(currency)
    return BankAccount(kind, number)
