"""Payment references: the Swedish OCR number, with its own length and a check digit inside.

Source: Bankgirot, *OCR-referenskontroll* (domain.md §8).
"""

from __future__ import annotations

from typing import Final

from stdnum import luhn

SHORTEST, LONGEST = 2, 25
CHECK_POSITIONS: Final = 2  # the length digit and the Luhn digit


def ocr(base: str) -> str:
    """The OCR number for `base`, a string of digits: base, length digit, Luhn digit.

    The length digit is the last digit of the whole number's length: 10023 gives 1002377.
    Raises ValueError for anything but digits, and for a result longer than 25.
    """
    if not base.isascii() or not base.isdigit():
        raise ValueError(f"An OCR number is made of digits, not {base!r}")
    length = len(base) + CHECK_POSITIONS
    if length > LONGEST:
        raise ValueError(f"An OCR number has at most {LONGEST} digits, not {length}")
    counted = f"{base}{length % 10}"
    return counted + luhn.calc_check_digit(counted)


def is_ocr(written: str) -> bool:
    """Whether `written` (spaces ignored) is an OCR number whose length and check digit agree."""
    digits = "".join(written.split())
    if not digits.isascii() or not digits.isdigit() or not SHORTEST < len(digits) <= LONGEST:
        return False
    return digits == ocr(digits[:-CHECK_POSITIONS])
