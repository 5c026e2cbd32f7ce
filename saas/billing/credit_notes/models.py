"""What can still be taken back of an invoice, read off its lines and theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import and_, func, or_, select

from saas.billing.coverage.models import InvoiceLine
from saas.billing.credit_notes.parts import sums_back
from saas.billing.credit_notes.rules import Creditable, TakenBack, decisions_in
from saas.billing.invoices.models import Invoice
from saas.billing.totals.rules import Sold, Totals
from saas.db import db
from saas.money import Money


def creditable(invoice: Invoice) -> list[Creditable]:
    """The lines of an invoice of the company in scope, with what is left of each.

    What is left of a line is its net less what credit notes have taken back of it, and never
    more than what is left of all that was charged for the same thing and period: a run may
    have credited days that were not used.
    """
    lines = _lines_of(invoice)
    taken = _taken_back([line.id for line in lines])
    decisions = decisions_in(invoice.snapshot)
    left_of_group = _left_of_groups(lines)
    found = []
    for line in lines:
        left = line.net_minor + taken[line.id]
        if line.net_minor > 0:
            left = max(0, min(left, left_of_group.get(line.id, left)))
        found.append(
            Creditable(
                line_id=line.id,
                position=line.position,
                charge=line.charge,
                decision=decisions[line.vat_category.value, line.vat_percent],
                covers=line.covers,
                left=Money(left, line.currency),
            )
        )
    return found


def come_back(invoice: Invoice, taken: Sequence[tuple[Creditable, TakenBack]]) -> Totals:
    """The sums of a credit note by hand for these lines, after those there are."""
    lines = [Sold(back.net, line.decision) for line, back in taken]
    before = [each.snapshot for each in credit_notes_of(invoice) if each.reason]
    return sums_back(lines, charged=invoice.snapshot, before=before)


def credit_notes_of(invoice: Invoice) -> Sequence[Invoice]:
    """The credit notes that name this invoice, oldest first."""
    asked = select(Invoice).where(Invoice.credits_id == invoice.id).order_by(Invoice.id)
    return db.session.scalars(asked).all()


def replacement_of(invoice: Invoice) -> Invoice | None:
    """The invoice that stands in for this one, where it was corrected."""
    return db.session.scalar(select(Invoice).where(Invoice.replaces_id == invoice.id))


def _lines_of(invoice: Invoice) -> Sequence[InvoiceLine]:
    asked = select(InvoiceLine).where(InvoiceLine.invoice_id == invoice.id)
    return db.session.scalars(asked.order_by(InvoiceLine.position)).all()


def _taken_back(line_ids: Sequence[int]) -> defaultdict[int, int]:
    rows = db.session.execute(
        select(InvoiceLine.credits_line_id, func.sum(InvoiceLine.net_minor))
        .where(InvoiceLine.credits_line_id.in_(line_ids))
        .group_by(InvoiceLine.credits_line_id)
    )
    found: defaultdict[int, int] = defaultdict(int)
    found.update({line_id: int(minor) for line_id, minor in rows if line_id is not None})
    return found


def _left_of_groups(lines: Sequence[InvoiceLine]) -> dict[int, int]:
    """For each covering line, what is left of everything charged for the same thing and period."""
    covering = [line for line in lines if line.covers]
    if not covering:
        return {}
    periods = or_(
        *(
            and_(
                InvoiceLine.period_starts_on == starts_on,
                InvoiceLine.period_until == until,
            )
            for starts_on, until in {(x.period_starts_on, x.period_until) for x in covering}
        )
    )
    family = db.session.scalars(
        select(InvoiceLine).where(InvoiceLine.agreement_id == covering[0].agreement_id, periods)
    ).all()
    keys = {line.id: _key(line) for line in family if line.covers}
    sums: defaultdict[tuple[object, ...], int] = defaultdict(int)
    for line in family:
        if line.covers:
            sums[_key(line)] += line.net_minor
        elif line.credits_line_id in keys:
            sums[keys[line.credits_line_id]] += line.net_minor
    return {line.id: sums[_key(line)] for line in covering}


def _key(line: InvoiceLine) -> tuple[object, ...]:
    return (
        line.item,
        line.edition,
        line.name,
        line.unit_price_minor,
        line.period_starts_on,
        line.period_until,
    )
