"""An invoice that is taken back in parts is taken back: no öre more, none left."""

from collections import defaultdict
from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from saas.billing.credit_notes.parts import mirrored, sums_back
from saas.billing.totals.rules import Sold, totals
from saas.licensing.vat.rules import Rate, vat_decision
from saas.money import Money

DAY = date(2026, 3, 1)
TAXED = {
    rate: vat_decision(country="SE", vat_number_proven=False, on=DAY, rate=rate) for rate in Rate
}


def content(sums):
    """What of a snapshot says what a document comes to."""
    return {
        "currency": sums.net.currency,
        "vat": [
            {
                "category": group.decision.category.value,
                "percent": group.decision.percent,
                "base_minor": group.base.minor,
                "vat_minor": group.vat.minor,
            }
            for group in sums.groups
        ],
        "totals": {"rounding_minor": sums.rounding.minor},
    }


@st.composite
def invoices_in_parts(draw):
    """The lines of an invoice, and credit notes that together take back all of each."""
    lines = draw(
        st.lists(st.tuples(st.integers(1, 500), st.sampled_from(Rate)), min_size=1, max_size=5)
    )
    notes = defaultdict(list)
    for minor, rate in lines:
        cuts = draw(st.lists(st.integers(1, minor), max_size=4, unique=True))
        edges = sorted({0, minor, *cuts})
        for low, high in pairwise(edges):
            notes[draw(st.integers(0, 6))].append(Sold(Money(low - high), TAXED[rate]))
    return [Sold(Money(minor), TAXED[rate]) for minor, rate in lines], list(notes.values())


@given(invoices_in_parts(), st.booleans())
def test_parts_come_to_the_invoice(drawn, in_whole):
    lines, parts = drawn
    invoice = totals(lines, in_whole=in_whole)
    charged, before = content(invoice), []

    for part in parts:
        back = sums_back(part, charged=charged, before=before)
        assert back.vat.minor <= 0
        for group in back.groups:
            assert abs(group.vat.minor - group.base.share(group.decision.rate).minor) <= 1
        assert mirrored(back).to_pay == -back.to_pay
        before.append(content(back))

    for group in invoice.groups:
        of = [
            each
            for note in before
            for each in note["vat"]
            if each["percent"] == group.decision.percent
        ]
        assert sum(each["base_minor"] for each in of) == -group.base.minor
        assert sum(each["vat_minor"] for each in of) == -group.vat.minor
    assert sum(note["totals"]["rounding_minor"] for note in before) == -invoice.rounding.minor


@given(st.integers(1, 500), st.lists(st.integers(1, 500), min_size=1, max_size=5))
def test_what_was_rounded_note_by_note_before_is_made_good_by_the_next(minor, amounts):
    """Notes that took too much tax leave less for those that follow, and never any back."""
    standard = TAXED[Rate.STANDARD]
    invoice = totals([Sold(Money(minor + sum(amounts)), standard)])
    before = [content(totals([Sold(Money(-amount), standard)])) for amount in amounts]

    back = sums_back([Sold(Money(-minor), standard)], charged=content(invoice), before=before)

    taken = -sum(group["vat_minor"] for note in before for group in note["vat"])
    assert -back.vat.minor == max(0, invoice.vat.minor - taken)
