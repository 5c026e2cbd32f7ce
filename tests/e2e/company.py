"""A company somebody is about to register, and they themselves."""

from dataclasses import dataclass, field
from random import SystemRandom

from stdnum import luhn

PASSWORD = "en lång mening om kanelbullar"
chance = SystemRandom()  # not seeded by the test runner: two stories are two companies


@dataclass(frozen=True)
class Company:
    """Its ten digits and name, who registers it, a colleague of theirs, and their domain."""

    digits: str
    name: str = "Linds Konditori AB"
    owner: str = "Astrid Lind"
    colleague: str = "Björn Ek"
    domain: str = field(default_factory=lambda: f"konditori{chance.randrange(10**9)}.example")

    @property
    def number(self) -> str:
        """The number in its national form."""
        return f"{self.digits[:6]}-{self.digits[6:]}"

    @property
    def email(self) -> str:
        return f"{self.owner.split()[0].lower()}@{self.domain}"

    @property
    def colleagues_email(self) -> str:
        return f"colleague@{self.domain}"


def new_company() -> Company:
    """A limited company with a number of its own."""
    digits = f"559{chance.randrange(10**6):06}"
    return Company(digits + luhn.calc_check_digit(digits))
