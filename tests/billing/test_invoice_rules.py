from datetime import date

import pytest

from saas.billing.invoices.rules import Standing, due_on, happenings, standing_of
from saas.billing.ledger.rules import EntryKind
from saas.billing.totals.rules import InvoiceKind
from saas.money import Money

DUE = date(2026, 3, 31)


class TestStanding:
    @pytest.mark.parametrize(
        ("kind", "left", "today", "where"),
        [
            (InvoiceKind.INVOICE, 1, DUE, Standing.OPEN),  # the due day itself is in time
            (InvoiceKind.INVOICE, 1, date(2026, 4, 1), Standing.OVERDUE),
            (InvoiceKind.INVOICE, 0, date(2026, 4, 1), Standing.PAID),
            (InvoiceKind.CREDIT_NOTE, -1, date(2026, 4, 1), Standing.CREDIT),
        ],
    )
    def test_is_found_anew_each_day(self, kind, left, today, where):
        assert standing_of(kind, left, DUE, today) is where


def test_is_due_so_many_days_after_the_day_of_issue():
    assert due_on(date(2026, 3, 1), days=30) == DUE


class TestHappenings:
    def test_tell_the_life_of_an_invoice(self):
        moved = [
            (EntryKind.INVOICED, "7", date(2026, 3, 1), Money(100)),
            (EntryKind.CREDIT_SET_OFF, "7", date(2026, 3, 1), Money(-10)),
            (EntryKind.CREDIT_SET_OFF, "8", date(2026, 3, 9), Money(-20)),
            (EntryKind.PAID, "pay_1", date(2026, 3, 20), Money(-60)),
        ]

        life = happenings("7", issued_on=date(2026, 3, 1), overdue_since=DUE, moved=moved)

        assert [(each.on, str(each.what)) for each in life] == [
            (date(2026, 3, 1), "Issued"),
            (date(2026, 3, 1), "0.10 SEK set off against your credit"),
            (date(2026, 3, 9), "0.20 SEK credited by credit note 8"),
            (date(2026, 3, 20), "0.60 SEK paid"),
            (DUE, "Fell due without being paid in full"),
        ]

    def test_of_one_paid_in_time_end_there(self):
        moved = [(EntryKind.PAID, "pay_1", date(2026, 3, 20), Money(-60))]

        life = happenings("7", issued_on=date(2026, 3, 1), overdue_since=None, moved=moved)

        assert [each.tone for each in life] == ["info", "good"]
