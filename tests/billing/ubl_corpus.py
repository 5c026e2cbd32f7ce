"""Invoices and credit notes of every kind, drawn at random from a seed."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from saas.billing.invoices.rules import due_on
from saas.billing.reminder_fees.rules import fee_line
from saas.billing.seller.models import EXAMPLE
from saas.billing.seller.reading import read_seller
from saas.billing.snapshot.rules import Buyer, Heading, Preceding, snapshot, written
from saas.billing.totals.rules import InvoiceKind, Sold, decision_on, totals
from saas.licensing.agreement.rules import Period
from saas.licensing.lines.rules import ChargeLine, Item
from saas.licensing.vat.rules import vat_decision
from saas.money import Money
from saas.text import Text

SELLER, _TERMS = read_seller(EXAMPLE.read_text())
TODAY = date(2026, 3, 1)
BUYERS = {
    "SE": ("556016-0680", "SE556016068001"),
    "NO": ("988 077 917", "NO988077917MVA"),
    "FI": ("2077474-0", "FI20774740"),
    "BE": ("0428.759.497", "BE0428759497"),
    "DE": ("136695976", "DE136695976"),
}
NAMES = ("Ågrens Bageri AB", "Müller & Söhne <GmbH>", 'Bäckerei "Ähre" Oy', "L'Épi d'Or")


def buyer(country, **details):
    number, vat = BUYERS[country]
    return Buyer(
        **{
            "name": NAMES[0], "customer_number": "100123", "org_number": number,
            "vat_number": vat, "attention": "Inköp 4711", "street": "Storgatan 1",
            "postcode": "111 22", "city": "Staden", "country": country,
        } | details
    )  # fmt: skip


def line(net, *, quantity=1, price=None, first=TODAY, days=31, item=Item.PLAN, name="Basic"):
    """A line in öre; without a price of its own, its net is its price."""
    return ChargeLine(
        item=item, edition="basic-2026", name=name, quantity=quantity,
        unit_price=Money(abs(net) if price is None else price),
        period=Period(first, first + timedelta(days=31)),
        starts_on=first, until=first + timedelta(days=days), net=Money(net),
    )  # fmt: skip


def fee(net=60_00):
    """The line of a reminder fee, or of one that is taken back."""
    line_ = fee_line(Money(abs(net)), number="20260000101", reminded_on=TODAY - timedelta(days=9))
    return replace(line_, quantity=-1, net=Money(net)) if net < 0 else line_


def document(
    lines, *, country="SE", proven=True, rates=None, allowances=(), in_whole=False, order="",
    seller=SELLER, currency="SEK", **details,
):  # fmt: skip
    """The snapshot of an invoice, or of a credit note where `lines` come to less than nothing.

    The amounts of the lines are read in `currency`. `rates` (25, 12, 6) tax the lines in turn;
    `allowances` are öre taken off at the first rate.
    """
    lines = [each if currency == "SEK" else _in(currency, each) for each in lines]
    usual = vat_decision(country=country, vat_number_proven=proven, on=TODAY)
    decisions = [replace(usual, percent=p) for p in rates] if rates else [usual]
    taxed = [
        (each, decision_on(each, decisions[n % len(decisions)])) for n, each in enumerate(lines)
    ]
    sold = [Sold(each.net, decision) for each, decision in taxed]
    sold += [Sold(Money(-minor, currency), decisions[0]) for minor in allowances]
    sums = totals(sold, currency=currency, in_whole=in_whole)
    heading = Heading(
        kind=sums.kind, number="20260000123", ocr="2026000012339", language="sv",
        issued_on=TODAY, due_on=due_on(TODAY, days=30), payment_days=30,
    )  # fmt: skip
    credits_ = (
        [Preceding("20260000101", date(2026, 2, 1))] if sums.kind is InvoiceKind.CREDIT_NOTE else []
    )
    said = snapshot(
        heading, seller=seller, buyer=buyer(country, **details), lines=lines, decision=usual,
        totals=sums, credits_=credits_,
    )  # fmt: skip
    for row, (_line, decision) in zip(said["lines"], taxed, strict=True):
        row["vat"] = {"category": decision.category.value, "percent": decision.percent}
    if order:
        said["order_reference"] = order
    if allowances:
        vat = {"category": decisions[0].category.value, "percent": decisions[0].percent}
        said["allowances"] = [
            {"reason": written(Text("Volume discount")), "amount_minor": minor, "vat": vat}
            for minor in allowances
        ]
    return said


def _in(currency, of):
    """The same line, its amounts in another currency."""
    price, net = Money(of.unit_price.minor, currency), Money(of.net.minor, currency)
    return replace(of, unit_price=price, net=net)


def drawn(seed):
    """One document of the corpus: the same for the same seed."""
    chance = Random(seed)
    country = chance.choice(list(BUYERS))
    credit = chance.random() < 0.3
    lines = [_drawn_line(chance, credit=credit) for _ in range(_how_many(chance))]
    if sum(each.net.minor for each in lines) == 0:
        lines.append(line(100))
    if Random(f"fee {seed}").random() < 0.2:
        lines.append(fee(-60_00 if credit else 60_00))
    positive = sum(each.net.minor for each in lines) > 0
    swedish = country == "SE"
    in_euro = Random(f"euro {seed}").random() < 0.3
    return document(
        lines,
        country=country,
        currency="EUR" if in_euro else "SEK",
        proven=chance.random() < 0.7,
        rates=chance.choice([None, None, (25, 12), (25, 12, 6), (6,)]) if swedish else None,
        allowances=(chance.randint(1, 50),) if positive and chance.random() < 0.3 else (),
        in_whole=chance.random() < 0.3 and not in_euro,
        order=chance.choice(["", "PO-2026/77"]),
        name=chance.choice(NAMES),
        seller=replace(
            SELLER, plusgiro=chance.choice(["", "28 65 43-4"]), f_skatt=chance.random() < 0.8
        ),
    )


def _how_many(chance):
    return chance.choice([1, 1, 2, 3, 5, 8, 13, 40])


def _drawn_line(chance, *, credit):
    first = TODAY + timedelta(days=chance.randint(-400, 400))
    price, days = chance.randint(1, 100_000), chance.randint(1, 31)
    quantity = chance.randint(1, 9) * (-1 if credit or chance.random() < 0.2 else 1)
    net = (Money(price) * quantity).between(0, days, of=31).minor
    return line(
        net, quantity=quantity, price=price, first=first, days=days,
        item=chance.choice([Item.PLAN, Item.SEATS]),
        name=chance.choice(["Basic", "Premium & mer", "Větší <plan>"]),
    )  # fmt: skip
