"""Payment references that carry their own check digits.

The Swedish OCR number (Bankgirot, *OCR-referenskontroll*), the Belgian structured
communication (Febelfin, OGM-VCS) and the creditor reference of ISO 11649 (domain.md §8).
"""

from __future__ import annotations

from typing import Final

from stdnum.be import ogm_vcs
from stdnum.iso7064 import mod_97_10

SHORTEST, LONGEST = 2, 25
CREDITOR_LONGEST: Final = 21
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
    return counted + _luhn(counted)


def _luhn(digits: str) -> str:
    """The check digit of ISO/IEC 7812-1, annex B: every other digit doubled, from the last one."""
    read = digits.encode()
    added = sum(read[::-2].translate(_DOUBLED)) + sum(read[-2::-2].translate(_AS_IT_IS))
    return str(-added % 10)


_AS_IT_IS: Final = bytes.maketrans(b"0123456789", bytes(range(10)))
_DOUBLED: Final = bytes.maketrans(b"0123456789", bytes([0, 2, 4, 6, 8, 1, 3, 5, 7, 9]))


def is_ocr(written: str) -> bool:
    """Whether `written` (spaces ignored) is an OCR number whose length and check digit agree."""
    digits = "".join(written.split())
    if not digits.isascii() or not digits.isdigit() or not SHORTEST < len(digits) <= LONGEST:
        return False
    return digits == ocr(digits[:-CHECK_POSITIONS])


def belgian(base: str) -> str:
    """The Belgian reference for `base`, of whose digits the last ten count: +++ddd/dddd/ddddd+++.

    The two last digits are the ten before them modulo 97, or 97 for nought. Raises ValueError
    for anything but digits.
    """
    if not base.isascii() or not base.isdigit():
        raise ValueError(f"A Belgian reference is made of digits, not {base!r}")
    ten = base[-10:].rjust(10, "0")
    return f"+++{ogm_vcs.format(ten + ogm_vcs.calc_check_digits(ten))}+++"


def creditor_reference(base: str) -> str:
    """The creditor reference for `base` (ISO 11649): RF, two check digits, and the digits.

    Raises ValueError for anything but 1 to 21 digits.
    """
    if not base.isascii() or not base.isdigit() or len(base) > CREDITOR_LONGEST:
        raise ValueError(f"A creditor reference is made of 1 to 21 digits, not {base!r}")
    check = mod_97_10.calc_check_digits(f"{base}RF")
    return f"RF{check}{base}"
