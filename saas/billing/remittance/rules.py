"""Whose is it? Reading what a payer wrote, and deciding by what was found of it.

An OCR number counts only with the right check digits (domain.md §8), and so do the Belgian and
the creditor reference (ISO 11649); an invoice number as it is printed, a customer number as it is.
Nothing is guessed: words that lead to two companies lead to none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from saas.billing.numbering.rules import DIGITS, Number
from saas.billing.references.rules import CHECK_POSITIONS, belgian, creditor_reference, is_ocr
from saas.text import N_

YEARS: Final = range(2000, 2200)
LETTERS: Final = range(4)
"""How many letters a series may have."""
AS_TWO_DIGITS: Final = range(10, 36)
"""A letter in a reference of digits: A is 10, Z is 35."""
_WORD: Final = re.compile(r"[A-Z]{0,3}[0-9]{4,25}")
_INVOICE: Final = re.compile(rf"([A-Z]{{0,3}})(\d{{4}})(\d{{{DIGITS},15}})", re.ASCII)
_CUSTOMER: Final = re.compile(r"[0-9]{5,9}")
_CREDITOR: Final = re.compile(r"RF[0-9]{2}([0-9]{1,21})")
_BELGIAN: Final = re.compile(
    rf"(?<!\d)(\d{{3}})[/ ]?(\d{{4}})[/ ]?(\d{{{DIGITS - 4}}})(\d\d)(?!\d)", re.ASCII
)


class MatchedBy(StrEnum):
    """How it was found whose the money is."""

    INVOICE = "invoice"
    CUSTOMER = "customer"
    STAFF = "staff"


class Waits(StrEnum):
    """Why nobody could be said to have sent it."""

    NOBODY = "nobody"
    SEVERAL = "several"
    OTHER_SELLER = "other_seller"
    OTHER_CURRENCY = "other_currency"


MATCHED: Final = {
    MatchedBy.INVOICE: N_("By the invoice that was named"),
    MatchedBy.CUSTOMER: N_("By the customer number that was named"),
    MatchedBy.STAFF: N_("Said by our staff"),
}
WAITS: Final = {
    Waits.NOBODY: N_("The reference names no invoice and no customer of ours."),
    Waits.SEVERAL: N_("The reference leads to more than one company."),
    Waits.OTHER_SELLER: N_("The invoice is another seller's than the account."),
    Waits.OTHER_CURRENCY: N_("The invoice is in another currency than the payment."),
}


@dataclass(frozen=True, slots=True)
class Named:
    """What a payer's words may name, in the order it was written: to be looked up."""

    invoices: tuple[Number, ...]
    customers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """An invoice that was named and exists."""

    company_id: int
    number: str
    seller_id: int
    currency: str


@dataclass(frozen=True, slots=True)
class Match:
    """Whose the money is, how that is known, and which invoices were named, in order."""

    company_id: int
    by: MatchedBy
    invoices: tuple[str, ...] = ()


def named_in(written: str, *, series: str = "") -> Named:
    """The invoices and customer numbers that `written` may name.

    Read word by word, and as one number where it is written with spaces: "2026 0000 1233 9".
    A Belgian reference has no room for a series: it names an invoice of `series`.
    """
    said = written.upper()
    words = [*re.split(r"[\s,;:/+]+", said), re.sub(r"[\s-]+", "", said)]
    words = list(dict.fromkeys(word.strip(".()#") for word in words))
    invoices = [number for word in words for number in _invoices(word)]
    invoices += _by_belgian(said, series)
    customers = [word for word in words if _CUSTOMER.fullmatch(word)]
    return Named(tuple(dict.fromkeys(invoices)), tuple(customers))


def whose(
    invoices: Sequence[Found], customers: Collection[int], *, seller_id: int, currency: str
) -> Match | Waits:
    """Whose the money is that came to an account of `seller_id` in `currency`.

    `invoices` are those that were named, in order; `customers` the companies whose number was.
    """
    companies = {each.company_id for each in invoices} | set(customers)
    if not companies:
        return Waits.NOBODY
    if len(companies) > 1:
        return Waits.SEVERAL
    if any(each.seller_id != seller_id for each in invoices):
        return Waits.OTHER_SELLER
    if any(each.currency != currency for each in invoices):
        return Waits.OTHER_CURRENCY
    by = MatchedBy.INVOICE if invoices else MatchedBy.CUSTOMER
    return Match(companies.pop(), by, tuple(each.number for each in invoices))


def _invoices(word: str) -> Iterator[Number]:
    creditor = _CREDITOR.fullmatch(word)
    if creditor and creditor_reference(creditor[1]) == word:
        yield from _by_digits(creditor[1])
    if not _WORD.fullmatch(word):
        return
    if is_ocr(word):
        yield from _by_digits(word[:-CHECK_POSITIONS])
    yield from _as_printed(word)


def _by_belgian(said: str, series: str) -> Iterator[Number]:
    """The numbers whose Belgian reference is written: +++026/0000/01218+++, or its digits alone."""
    for found in _BELGIAN.finditer(said):
        number = Number(series, YEARS.start + int(found[1]), int(found[2] + found[3]))
        if number.fiscal_year in YEARS and number.position:
            reference = "{}/{}/{}{}".format(*found.groups())
            if belgian(number.digits) == f"+++{reference}+++":
                yield number


def _by_digits(base: str) -> Iterator[Number]:
    """The numbers that are written with these digits: a letter of a series counts as two."""
    for count in LETTERS:
        pairs = [int(base[at : at + 2] or 0) for at in range(0, 2 * count, 2)]
        if all(pair in AS_TWO_DIGITS for pair in pairs):
            letters = "".join(chr(ord("A") + AS_TWO_DIGITS.index(pair)) for pair in pairs)
            yield from _as_printed(f"{letters}{base[2 * count :]}")


def _as_printed(word: str) -> Iterator[Number]:
    """The invoice number that `word` is, if it is one: K20260000012."""
    if found := _INVOICE.fullmatch(word):
        number = Number(found[1], int(found[2]), int(found[3]))
        if number.fiscal_year in YEARS and number.position and str(number) == word:
            yield number
