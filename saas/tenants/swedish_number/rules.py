"""The Swedish organisation number: ten digits, Luhn, and whether a company or a person has it.

Sources: domain.md §1. A legal entity's third digit is never below 2, so that its number cannot
be a date; otherwise it is the personal identity number (or co-ordination number, whose day has
60 added) of a sole trader.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from stdnum import luhn

from saas.tenants.national_forms.rules import (
    NOT_ONLY_DIGITS,
    WRONG_CHECK_DIGIT,
    Misfit,
    NationalForm,
    Reading,
    wrong_length,
)
from saas.text import N_, Text

DIGITS: Final = 10
RUNNING_NUMBER: Final = 3
FIRST_BUSINESS: Final = "001"
NO_SUCH_DAY: Final = Text(
    N_("It begins like a personal identity number, but there is no such day in the calendar.")
)
KINDS: Final = {
    "1": N_("Estate of a deceased person"),
    "2": N_("State, region, municipality or parish"),
    "3": N_("Foreign company"),
    "5": N_("Limited company"),
    "6": N_("Simple partnership"),
    "7": N_("Economic association"),
    "8": N_("Non-profit association or foundation"),
    "9": N_("Trading or limited partnership"),
}


def read(written: str) -> Reading:
    """The ten digits of `written`, which is capital letters and digits only.

    Accepted: ten digits; twelve with the prefix 16 of a legal entity or the century of a
    person; the VAT number, with or without SE; and, for a person with several businesses, any
    of these followed by the three digits of the running number. Raises Misfit.
    """
    vat_number = written.startswith("SE")
    digits = written.removeprefix("SE")
    if not digits.isdecimal():
        raise Misfit(NOT_ONLY_DIGITS)
    readings = list(_possible(digits, vat_number=vat_number))
    if not readings:
        raise Misfit(wrong_length(DIGITS, len(digits)))
    faults = [(reading, _fault(reading.digits)) for reading in readings]
    for reading, fault in faults:
        if fault is None:
            return reading
    raise Misfit(faults[0][1] or WRONG_CHECK_DIGIT)


def is_personal(digits: str) -> bool:
    """Whether the number is a person's own: 880320-0016 is, 556056-6258 is not."""
    return digits[2] < "2"


def kind(digits: str) -> str:
    """What sort of company has the number, by its first digit; a sentence to translate."""
    if is_personal(digits):
        return N_("Sole trader")
    return KINDS.get(digits[0], N_("Organisation"))


def _possible(digits: str, *, vat_number: bool) -> Iterator[Reading]:
    """What `digits` may mean, the likeliest first; check digits are not yet looked at."""
    with_century = _with_century(digits)
    with_vat_tail = len(digits) == DIGITS + 2 and digits.endswith("01")
    if len(digits) == DIGITS:
        yield Reading(digits)
    if with_vat_tail and vat_number:
        yield Reading(digits[:DIGITS])
    if with_century:
        yield Reading(with_century)
    if with_vat_tail and not vat_number:
        yield Reading(digits[:DIGITS])
    if len(digits) in {DIGITS + RUNNING_NUMBER, DIGITS + 2 + RUNNING_NUMBER}:
        yield from _one_of_several(digits[:-RUNNING_NUMBER], digits[-RUNNING_NUMBER:])


def _with_century(digits: str) -> str | None:
    """The ten digits behind 16 (legal entity) or a century (person), if that is what this is."""
    if len(digits) != DIGITS + 2:
        return None
    century, number = digits[:2], digits[2:]
    if century == "16" and not is_personal(number):
        return number
    born = century in {"18", "19", "20"} and is_personal(number)
    return number if born and _is_day(digits[:4], number) else None


def _one_of_several(person: str, business: str) -> Iterator[Reading]:
    number = person if len(person) == DIGITS else _with_century(person)
    if number and is_personal(number) and business != "000":
        yield Reading(number, "" if business == FIRST_BUSINESS else business)


def _fault(digits: str) -> Text | None:
    if is_personal(digits) and not any(_is_day(f"{c}{digits[:2]}", digits) for c in (19, 20)):
        return NO_SUCH_DAY
    return None if luhn.is_valid(digits) else WRONG_CHECK_DIGIT


def _is_day(year: str, number: str) -> bool:
    month, day = int(number[2:4]), int(number[4:6])
    try:
        date(int(year), month, day - 60 if day > 60 else day)  # noqa: PLR2004
    except ValueError:
        return False
    return True


def _shown(digits: str) -> str:
    return f"{digits[:6]}-{digits[6:]}"


SWEDEN: Final = NationalForm(
    country="SE",
    country_name=N_("Sweden"),
    called=N_("Swedish organisation number"),
    looks_like=N_("a Swedish organisation number"),
    example="556056-6258",
    read=read,
    shown=_shown,
    vat=lambda digits: f"SE{digits}01",
    peppol=lambda digits: f"0007:{digits}",
    is_personal=is_personal,
)
