"""Amounts of money: whole minor units and a currency, never a float."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An exact amount, counted in öre (or the currency's own minor unit)."""

    minor: int
    currency: str = "SEK"

    def __post_init__(self) -> None:
        """Raise TypeError for anything but whole minor units: 19.5 öre does not exist."""
        if type(self.minor) is not int:
            raise TypeError(f"Money counts whole minor units, not {self.minor!r}")

    @classmethod
    def sek(cls, kronor: int, ore: int = 0) -> Money:
        """Swedish kronor and öre: `Money.sek(49, 50)` is 4 950 öre."""
        return cls(kronor * 100 + ore)

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __mul__(self, times: int) -> Money:
        return Money(self.minor * times, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        sign, (whole, ore) = "-" if self.minor < 0 else "", divmod(abs(self.minor), 100)
        return f"{sign}{whole:,}.{ore:02} {self.currency}".replace(",", " ")

    def between(self, start: int, end: int, *, of: int) -> Money:
        """The part of this amount that falls on days `start` up to `end` of a period of `of` days.

        However a period is cut, and in whatever order, its parts add up to the whole: each
        part is the difference between two roundings of the same running sum (telescoping
        rounding, domain.md §4). 249.00 from day 16 of 31: `between(16, 31, of=31)` is 120.48.
        """
        return Money(self._through(end, of) - self._through(start, of), self.currency)

    def share(self, part: Fraction) -> Money:
        """The amount times `part`, rounded half away from zero, as Swedish VAT is (domain.md §4).

        25 % of 4 467.75 is 1 116.94.
        """
        exact = abs(self.minor) * part
        rounded = (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
        return Money(-rounded if self.minor < 0 else rounded, self.currency)

    def _through(self, day: int, of: int) -> int:
        """Half up of the part through `day`; a negative amount mirrors its positive one."""
        rounded = (2 * abs(self.minor) * day + of) // (2 * of)
        return -rounded if self.minor < 0 else rounded

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self} and {other} cannot be added together")
        return other.minor


def total(amounts: Iterable[Money], currency: str = "SEK") -> Money:
    """The sum of `amounts`; nothing at all is zero of `currency`. Raises ValueError when mixed."""
    amounts = list(amounts)
    start = Money(0, amounts[0].currency if amounts else currency)
    return sum(amounts, start=start)
