"""How a document number is made up, and which fiscal year it belongs to (domain.md §5).

A number identifies one invoice of one seller, and its series is unbroken within a fiscal year
(Mervärdesskattelagen 2023:200, 17 kap. 24 § 2; Directive 2006/112/EC, Article 226(2)).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

DIGITS: Final = 7


@dataclass(frozen=True, slots=True)
class Number:
    """A place in a series: the third invoice of fiscal year 2026 is 20260000003.

    `series` may be empty (the seller's main series) or begin with a letter, as in K2026….
    """

    series: str
    fiscal_year: int
    position: int

    def __str__(self) -> str:
        return f"{self.series}{self._counted}"

    @property
    def digits(self) -> str:
        """The number in digits only: what payment references are made from.

        Letters count as in an IBAN (A is 10, Z is 35), so that K20260000001 and 20260000001
        are not paid by the same reference.
        """
        letters = "".join(str(int(letter, 36)) for letter in self.series)
        return f"{letters}{self._counted}"

    @property
    def _counted(self) -> str:
        return f"{self.fiscal_year}{self.position:0{DIGITS}}"


def fiscal_year(day: date, *, starts_in_month: int = 1) -> int:
    """The fiscal year `day` is in, named by the calendar year in which it begins.

    With a year that starts in July (`starts_in_month=7`), 30 June 2027 is in 2026.
    """
    return day.year if day.month >= starts_in_month else day.year - 1
