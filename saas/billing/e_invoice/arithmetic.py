"""The sums of an e-invoice, by the arithmetic of EN 16931: exact, or not sent.

BR-CO-10, 11, 13, 14, 15, 16 and 17, each in whole minor units; and that every line belongs to
one of the rates that tax is told for.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from saas.billing.e_invoice.content import Content, Rate
from saas.money import Money
from saas.text import N_


def wrong_sums(content: Content) -> Iterator[tuple[str, str]]:
    """Each rule of the arithmetic that does not hold, with a sentence."""
    sums = content.sums
    if sums.net != sums.lines - sums.allowances:
        yield "BR-CO-13", N_("The sum of the lines is not the total without VAT.")
    if sums.vat != sum(group.vat_minor for group in content.groups):
        yield "BR-CO-14", N_("The VAT of the rates does not add up to the VAT of the invoice.")
    if sums.to_pay != sums.gross + sums.rounding:
        yield "BR-CO-16", N_("Net, VAT and rounding are not what is to be paid.")
    if any(line.price_minor < 0 for line in content.lines):
        yield "BR-27", N_("A price is negative.")
    if any(line.quantity * line.price_minor != line.net_minor for line in content.lines):
        yield "PEPPOL-EN16931-R120", N_("A line's quantity and price are not its amount.")
    if any(each.minor <= 0 or not each.reason.strip() for each in content.allowances):
        yield "BR-33", N_("An allowance takes nothing off, or does not say why.")
    yield from _wrong_tax(content)


def _wrong_tax(content: Content) -> Iterator[tuple[str, str]]:
    bases = dict.fromkeys((group.rate for group in content.groups), 0)
    if len(bases) != len(content.groups):
        yield "BR-S-08", N_("A rate is told twice.")
    for rate, minor in _sold(content):
        bases[rate] = bases.get(rate, 0) + minor
    for group in content.groups:
        if bases.pop(group.rate, 0) != group.base_minor:
            yield "BR-S-08", N_("The lines of a rate do not add up to what it taxes.")
        due = Money(group.base_minor).share(Fraction(group.rate.percent, 100))
        if due.minor != group.vat_minor:
            yield "BR-CO-17", N_("The VAT is not its rate of what it taxes.")
        if group.rate.category != "S" and group.rate.percent:
            yield "BR-AE-08", N_("There is a rate of VAT where none is to be charged.")
    if bases:
        yield "BR-CO-18", N_("A line is taxed at a rate the totals do not know.")


def _sold(content: Content) -> Iterator[tuple[Rate, int]]:
    for line in content.lines:
        yield line.rate, line.net_minor
    for each in content.allowances:
        yield each.rate, -each.minor
