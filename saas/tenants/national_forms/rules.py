"""What a national company number is made of, and how one is checked as its country prescribes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Final

from stdnum import exceptions as stdnum

from saas.text import N_, Text


class Misfit(ValueError):
    """What was written is not a number of this country; `why` says which check failed."""

    def __init__(self, why: Text) -> None:
        super().__init__(str(why))
        self.why = why


@dataclass(frozen=True, slots=True)
class Reading:
    """What a number says once its spelling is gone: its digits, and the business among several."""

    digits: str
    suffix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NationalForm:
    """One country's number: how it is read, checked, written, and used in VAT and Peppol.

    `read` is handed capital letters and digits only, and raises Misfit. `vat` proposes the
    VAT number, which not every company has; None where the number does not tell. `peppol`
    gives scheme and participant of the Electronic Address Scheme (EAS).
    """

    country: str
    country_name: str
    called: str
    looks_like: str
    example: str
    read: Callable[[str], Reading]
    shown: Callable[[str], str]
    vat: Callable[[str], str | None]
    peppol: Callable[[str], str]
    is_personal: Callable[[str], bool] = lambda _digits: False


def checked(
    validator: ModuleType, *, length: int, drop: str = "", tail: str = ""
) -> Callable[[str], Reading]:
    """Read by python-stdnum's rule for the country, and say which of its checks failed."""

    def read(written: str) -> Reading:
        number = written.removeprefix(drop).removesuffix(tail)
        try:
            return Reading(validator.validate(number))
        except stdnum.InvalidLength as fault:
            raise Misfit(wrong_length(length, len(number))) from fault
        except stdnum.InvalidChecksum as fault:
            raise Misfit(WRONG_CHECK_DIGIT) from fault
        except stdnum.InvalidComponent as fault:
            raise Misfit(NO_SUCH_SERIES) from fault
        except stdnum.ValidationError as fault:
            raise Misfit(_unexpected(number, length)) from fault

    return read


WRONG_CHECK_DIGIT: Final = Text(
    N_("The check digit does not agree: a digit is mistyped, or two have changed places.")
)
NO_SUCH_SERIES: Final = Text(N_("No company numbers begin or end like this."))
NOT_ONLY_DIGITS: Final = Text(N_("There are letters or signs in it that do not belong there."))


def wrong_length(expected: int, written: int) -> Text:
    """That a number should have `expected` digits and was written with `written`."""
    return Text(
        N_("It should have %(expected)s digits, and this has %(written)s."),
        {"expected": expected, "written": written},
    )


def _unexpected(number: str, length: int) -> Text:
    if number.isdecimal():
        return NO_SUCH_SERIES if len(number) == length else wrong_length(length, len(number))
    return NOT_ONLY_DIGITS
