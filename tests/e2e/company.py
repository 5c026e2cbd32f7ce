"""A company nobody has registered yet, and the person who will."""

from dataclasses import dataclass
from random import SystemRandom

from stdnum import luhn

PASSWORD = "en lång mening om kanelbullar"
chance = SystemRandom()  # not seeded by the test runner: two stories are two companies


@dataclass(frozen=True)
class Company:
    """Its ten digits, its name, its owner, and a colleague of theirs."""

    digits: str
    name: str
    owner: str = "Astrid Lind"
    colleague: str = "Björn Ek"

    @property
    def number(self) -> str:
        """The number in its national form."""
        return f"{self.digits[:6]}-{self.digits[6:]}"

    @property
    def email(self) -> str:
        return f"astrid@{self._domain}"

    @property
    def colleagues_email(self) -> str:
        return f"bjorn@{self._domain}"

    @property
    def _domain(self) -> str:
        return f"konditori{self.digits}.example"


def new_company(name: str = "Linds Konditori AB") -> Company:
    """A limited company with a number of its own."""
    digits = f"559{chance.randrange(10**6):06}"
    return Company(digits + luhn.calc_check_digit(digits), name)
