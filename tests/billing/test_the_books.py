"""R11 at its small size: whatever a company does, the books balance after every step.

BOOKS_STEPS says how many steps there are (60 unless it says so). Ten take about a second. Each
thousand begins in an empty house, for the audit after every step reads all there is.
"""

import os
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from saas.billing.bank_accounts.rules import AccountKind, BankAccount
from saas.billing.bank_desk.models import account_called
from saas.billing.bank_payments.actions import Owner, book_received, identify, undo
from saas.billing.bank_payments.rules import CreditIsSpent
from saas.billing.bank_rows.actions import Mover, Received, strike_out
from saas.billing.bank_rows.models import BankRow
from saas.billing.bank_rows.rules import RowState
from saas.billing.batches.actions import issue_chunk, start_run
from saas.billing.batches.models import chunks_left
from saas.billing.coverage.models import InvoiceLine, invoiced_lines
from saas.billing.credit_notes.actions import Because, correct_invoice, credit_invoice
from saas.billing.credit_notes.models import creditable
from saas.billing.credit_notes.rules import NothingLeftToCredit
from saas.billing.credit_use.actions import use_credit
from saas.billing.credit_use.models import credits_left, open_invoices
from saas.billing.credit_use.rules import MoreThanThereIs
from saas.billing.dispute_desk.actions import decline_dispute, uphold_dispute
from saas.billing.disputes.actions import dispute_invoice, withdraw_dispute
from saas.billing.disputes.models import Dispute, DisputeDecision
from saas.billing.disputes.rules import DisputeOutcome, NothingCredited
from saas.billing.hand_written.actions import write_invoice
from saas.billing.hand_written.rules import WrittenLine
from saas.billing.invoices.models import Invoice
from saas.billing.ledger.actions import book_payment
from saas.billing.ledger.models import LedgerPosting, account_credit
from saas.billing.ledger.rules import Account
from saas.billing.netting.models import allocation
from saas.billing.netting.rules import NoCredit, OpenInvoicesTakeIt
from saas.billing.open_claims.models import OpenClaim
from saas.billing.payout_desk.actions import approve_payout, decline_payout, mark_paid
from saas.billing.payouts.actions import ask_for_payout
from saas.billing.payouts.models import Payout
from saas.billing.proof.models import findings
from saas.billing.revenue.models import months_that_differ
from saas.billing.seller.actions import ensure_seller
from saas.billing.totals.rules import CreditReason, InvoiceKind
from saas.dates import add_months, now
from saas.db import db
from saas.errors import Refusal
from saas.licensing.agreement.models import Agreement, Notice
from saas.licensing.charges.rules import difference
from saas.licensing.termination import actions as leaving
from saas.licensing.termination.rules import (
    NoNoticeToWithdraw,
    NothingToTerminate,
    NoticeAlreadyGiven,
)
from saas.licensing.vat.rules import Rate
from saas.money import Money, total
from saas.scope import OPERATOR, tenant_scope
from saas.tenants.people.models import Person
from tests import factories
from tests.billing import making
from tests.helpcenter.making import staff_member

pytestmark = pytest.mark.long

FIRST_DAY = date(2026, 1, 31)
STEPS = int(os.environ.get("BOOKS_STEPS", "60"))
AT_A_TIME, IN_A_HOUSE = 14, 1_000
GOODWILL = Because(reason=CreditReason.GOODWILL, words="", by_name="Sven")
GIRO = BankAccount(AccountKind.BANKGIRO, "5050-1055")
WRONG_BUYER = Because(reason=CreditReason.BUYER_WRONG, words="", by_name="Sven")
_companies = count(10)


class ACompanysMoney(RuleBasedStateMachine):
    """One company that changes its mind, is invoiced, and pays more or less than it owes."""

    def __init__(self):
        super().__init__()
        number = next(_companies)
        company = factories.company(name=f"Company {number}", org_number=f"559{number:07}")
        boss = factories.person(of=company, email=f"boss{number}@example.org")
        self.boss = SimpleNamespace(id=boss.id, tenant_id=boss.tenant_id)
        self.tenant_id, self.today = boss.tenant_id, FIRST_DAY
        self.agreement_id = making.agreement(by=self.boss, started_on=FIRST_DAY).id
        self.payments, self.rows = count(1), []
        self.staff = [staff_member(f"{name}{number}") for name in ("Sven", "Stina")]
        with tenant_scope(OPERATOR):
            for each in self.staff:
                db.session.refresh(each)
                db.session.expunge(each)  # so that no rollback forgets who they are

    @property
    def now(self):
        return datetime.combine(self.today, time(12), UTC)

    @rule(days=st.integers(1, 40))
    def time_passes(self, days):
        """And a notice whose last day is over by then closes the agreement."""
        self.today += timedelta(days=days)
        with tenant_scope(self.tenant_id):
            if notice := self.agreement().notice:
                leaving.end_agreement(notice=notice, now=self.now)
            db.session.commit()

    def agreement(self):
        """The agreement as it is now."""
        agreement = Agreement.find(self.agreement_id)
        db.session.refresh(agreement, attribute_names=["terms", "notices"])
        return agreement

    @rule(months_ago=st.integers(0, 4))
    def notice_is_given(self, months_ago):
        """By button, or in a letter that has lain about; a second time it is refused."""
        received = max(FIRST_DAY, add_months(self.today, -months_ago))
        with tenant_scope(self.tenant_id):
            is_over = self.agreement().terms[-1].until is not None
            try:
                leaving.give_notice(
                    by=Person.find(self.boss.id),
                    now=self.now,
                    received_at=datetime.combine(received, time(9), UTC),
                )
            except (NoticeAlreadyGiven, NothingToTerminate):
                assert is_over or self.agreement().notice
                db.session.rollback()
            db.session.commit()

    @rule()
    def it_stays_after_all(self):
        with tenant_scope(self.tenant_id):
            is_over = self.agreement().terms[-1].until is not None
            notice = self.agreement().notice
            try:
                leaving.withdraw_notice(by=Person.find(self.boss.id), now=self.now)
            except NoNoticeToWithdraw:
                assert is_over or notice is None
                db.session.rollback()
            db.session.commit()

    @rule(fee=st.integers(0, 900_00), seats=st.integers(0, 5))
    def other_terms(self, fee, seats):
        with tenant_scope(self.tenant_id):
            agreement = self.agreement()
            latest = max(term.starts_on for term in agreement.terms)
            is_leaving = agreement.notice or agreement.terms[-1].until
        if latest < self.today and not is_leaving:
            making.terms(
                agreement,
                by=self.boss,
                starts_on=self.today,
                fee=fee,
                extra_seats=seats,
                name=f"Plan {fee}",
            )

    @rule()
    def it_is_invoiced(self):
        bought = SimpleNamespace(id=self.agreement_id)
        making.invoice_again(bought, by=self.boss, today=self.today)
        assert making.invoice_again(bought, by=self.boss, today=self.today) is None

    @rule()
    def a_run_invoices_it(self):
        """In a chunk; what changed in mid-period is invoiced by itself, as when it is announced.

        A second run finds nothing, and nothing is left.
        """
        bought = SimpleNamespace(id=self.agreement_id)
        self.run()
        making.invoice_again(bought, by=self.boss, today=self.today)
        assert self.run() == 0
        assert making.invoice_again(bought, by=self.boss, today=self.today) is None

    def run(self):
        """A run for this company through today: how many invoices it issued."""
        run = start_run(self.today, by="test", now=self.now, only_for=self.tenant_id)
        db.session.commit()
        issued = sum(issue_chunk(run, position, now=self.now) for position in chunks_left(run))
        db.session.commit()
        db.session.expunge_all()
        return issued

    @rule(part=st.integers(1, 150))
    def it_pays(self, part):
        with tenant_scope(self.tenant_id):
            claims = db.session.scalars(db.select(OpenClaim).where(OpenClaim.open_minor > 0))
            owed = {claim.id: Money(claim.open_minor) for claim in claims}
            amount = Money(total(owed.values()).minor * part // 100)
            if amount:
                reference = f"pay-{self.tenant_id}-{next(self.payments)}"
                book_payment(reference, amount=amount, allocations=owed, on=self.today)
            db.session.commit()

    @rule(minor=st.integers(1, 5_000_00), named=st.booleans(), from_agency=st.booleans())
    def money_comes_to_the_bank(self, minor, named, from_agency):
        """With the number of an invoice, which finds its company; or with none, and it waits."""
        with tenant_scope(self.tenant_id):
            numbers = db.session.scalars(select(Invoice.number).order_by(Invoice.id)).all()
            db.session.commit()
        ours = account_called("main:bankgiro")
        said = Received(
            seller_id=ours.seller.id,
            account=ours.account,
            booked_on=self.today,
            amount=Money(minor),
            bank_reference=f"bank-{self.tenant_id}-{next(self.payments)}",
            reference=numbers[-1] if named and numbers else "Thanks!",
            from_agency=from_agency,
        )
        with tenant_scope(OPERATOR):
            row = book_received(said, by=self.staff[0], now=self.now)
            assert (row.state is RowState.MATCHED) == bool(named and numbers)
            self.rows.append(row.number)
            db.session.commit()

    @rule(which=st.integers(0, 9), strikes=st.booleans())
    def staff_look_at_what_came(self, which, strikes):
        """What waits is said to be the company's, or struck out; what is its, is taken back."""
        if not self.rows:
            return
        with tenant_scope(OPERATOR):
            row, (sven, stina) = BankRow.numbered(self.rows[which % len(self.rows)]), self.staff
            if row.state is RowState.MATCHED:
                try:
                    undo(row.number, reason="Not theirs", by=stina, now=self.now)
                except CreditIsSpent:
                    db.session.rollback()
            elif row.state is RowState.WAITING and strikes:
                strike_out(row, "Sent back", by=Mover.of(sven), now=self.now)
            elif row.state is RowState.WAITING:
                identify(row.number, Owner(company_id=self.tenant_id), by=stina, now=self.now)
            db.session.commit()

    @rule(position=st.integers(0, 3), part=st.integers(1, 120))
    def something_is_credited(self, position, part):
        """Part of a line, or more than there is, which is refused."""
        with tenant_scope(self.tenant_id):
            lines = [(i, line) for i in claims() for line in creditable(i) if line.left.minor > 0]
            if lines:
                invoice, line = lines[position % len(lines)]
                asked = Money(line.left.minor * part // 100)
                try:
                    amounts = {line.position: asked}
                    credit_invoice(invoice.number, GOODWILL, amounts=amounts, today=self.today)
                except Refusal:
                    assert asked > line.left or not asked
                    db.session.rollback()
            db.session.commit()

    @rule(which=st.integers(0, 5))
    def an_invoice_is_corrected(self, which):
        with tenant_scope(self.tenant_id):
            if invoices := claims():
                invoice = invoices[which % len(invoices)]
                left = total(line.left for line in creditable(invoice))
                try:
                    correct_invoice(invoice.number, WRONG_BUYER, today=self.today)
                except NothingLeftToCredit:
                    assert left.minor <= 0
                    db.session.rollback()
            db.session.commit()

    @rule(part=st.integers(1, 110))
    def credit_is_used(self, part):
        with tenant_scope(self.tenant_id):
            notes, invoices = credits_left(), open_invoices()
            if notes and invoices:
                minor = min(notes[0].left, invoices[0].left).minor * part // 100
                by = Person.find(self.boss.id)
                try:
                    use_credit(
                        by=by,
                        note=notes[0].number,
                        invoice=invoices[0].number,
                        minor=minor,
                        today=self.today,
                    )
                except MoreThanThereIs:
                    assert part > 100 or not minor
                    db.session.rollback()
            db.session.commit()

    @rule()
    def a_payout_is_asked_for(self):
        """All credit but what is open; refused where that is nothing."""
        with tenant_scope(self.tenant_id):
            found = allocation()
            try:
                ask_for_payout(
                    by=Person.find(self.boss.id),
                    currency="SEK",
                    account=GIRO,
                    shown=found.fingerprint,
                    now=self.now,
                )
                assert allocation().parts == ()
                left = db.session.scalar(select(func.max(OpenClaim.undisputed_minor)))
                assert (left or 0) <= 0
            except (NoCredit, OpenInvoicesTakeIt):
                assert not found.amount
                db.session.rollback()
            db.session.commit()

    @rule(goes_well=st.booleans())
    def a_payout_is_decided_on(self, goes_well):
        with tenant_scope(self.tenant_id):
            waiting = db.session.scalars(
                select(Payout).where(Payout.paid_at.is_(None), Payout.declined_at.is_(None))
            ).first()
            if waiting:
                sven, stina = self.staff
                approve_payout(waiting.number, by=sven, now=self.now)
                if goes_well:
                    mark_paid(
                        waiting.number,
                        by=stina,
                        paid_on=self.today,
                        bank_reference="BG-1",
                        now=self.now,
                    )
                else:
                    decline_payout(
                        waiting.number, by=stina, reason="A closed account", now=self.now
                    )
            db.session.commit()

    @rule(which=st.integers(0, 5), line=st.sampled_from([None, 1, 2]), part=st.integers(1, 120))
    def something_is_disputed(self, which, line, part):
        """Part of an open invoice or of its line; refused where that is too much, or twice."""
        with tenant_scope(self.tenant_id):
            known = db.session.scalars(select(OpenClaim).where(OpenClaim.open_minor > 0)).all()
            if known:
                claim = known[which % len(known)]
                with suppress(Refusal), db.session.begin_nested():
                    dispute_invoice(
                        by=Person.find(self.boss.id),
                        number=Invoice.find(claim.id).number,
                        line=line,
                        amount=Money(claim.open_minor * part // 100),
                        reason="Not as agreed.",
                        now=self.now,
                    )
            db.session.commit()

    @rule(outcome=st.sampled_from(DisputeOutcome))
    def a_dispute_ends(self, outcome):
        with tenant_scope(self.tenant_id):
            decided = select(DisputeDecision.dispute_id)
            waiting = select(Dispute).where(Dispute.id.not_in(decided))
            if dispute := db.session.scalars(waiting.order_by(Dispute.id)).first():
                with suppress(NothingCredited), db.session.begin_nested():
                    self.ends(dispute, outcome)
            db.session.commit()

    def ends(self, dispute, outcome):
        said = {"says": "So it is.", "now": self.now}
        if outcome is DisputeOutcome.WITHDRAWN:
            number = Invoice.find(dispute.invoice_id).number
            withdraw_dispute(by=Person.find(self.boss.id), number=number, **said)
        elif outcome is DisputeOutcome.DECLINED:
            decline_dispute(
                by=self.staff[0], dispute=dispute, days_to_pay=timedelta(days=10), **said
            )
        else:
            uphold_dispute(
                by=self.staff[0],
                dispute=dispute,
                amounts=None,
                reason=CreditReason.GOODWILL,
                **said,
            )

    @rule(price=st.integers(1, 500_00))
    def an_invoice_is_written_by_hand(self, price):
        with tenant_scope(self.tenant_id):
            line = WrittenLine(
                text="Help", quantity=1, unit_price=Money(price), rate=Rate.LOW, day=self.today
            )
            write_invoice([line], by=Person.find(self.boss.id), today=self.today)
            db.session.commit()

    @invariant()
    def nothing_is_credited_twice(self):
        with tenant_scope(self.tenant_id):
            for invoice in claims():
                assert all(
                    line.left.minor * line.charge.net.minor >= 0 for line in creditable(invoice)
                )
            db.session.rollback()

    @invariant()
    def revenue_is_what_was_agreed(self):
        assert months_that_differ(self.today) == []
        db.session.rollback()

    @invariant()
    def the_books_balance(self):
        assert findings() == []
        db.session.rollback()

    @invariant()
    def what_is_invoiced_is_what_is_owed(self):
        """However the months were cut, the parts add up to what the timeline costs."""
        with tenant_scope(self.tenant_id):
            lines = invoiced_lines(self.agreement_id)
            if lines:
                timeline = self.agreement().timeline()
                owing = difference(timeline, invoiced=lines, through=self.today)
                owed = difference(timeline, through=self.today)
                assert total(line.net for line in [*lines, *owing]) == total(
                    line.net for line in owed
                )
            db.session.rollback()

    @invariant()
    def paid_open_and_credited_are_the_total(self):
        with tenant_scope(self.tenant_id):
            claimed = db.session.scalar(select(func.coalesce(func.sum(Invoice.total_minor), 0)))
            arrived = db.session.scalar(
                select(func.coalesce(func.sum(LedgerPosting.amount_minor), 0)).where(
                    LedgerPosting.account.in_(
                        (
                            Account.CARD_IN_TRANSIT,
                            Account.BANK,
                            Account.PAYOUTS,
                            Account.UNIDENTIFIED,
                        )
                    )
                )
            )
            left = sum(db.session.scalars(db.select(OpenClaim.open_minor)))
            assert claimed - arrived == left - account_credit().minor
            db.session.rollback()


def claims():
    """The invoices of the company in scope, oldest first."""
    asked = select(Invoice).where(Invoice.kind == InvoiceKind.INVOICE, Invoice.total_minor > 0)
    return db.session.scalars(asked.order_by(Invoice.id)).all()


@pytest.mark.parametrize("done", range(0, STEPS, IN_A_HOUSE))
def test_the_books_balance_after_every_step(database, done):
    ensure_seller()
    db.session.commit()
    run_state_machine_as_test(
        ACompanysMoney,
        settings=settings(
            max_examples=max(1, min(STEPS - done, IN_A_HOUSE) // AT_A_TIME),
            stateful_step_count=AT_A_TIME,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


class TestTheEnd:
    @pytest.mark.parametrize("noticed_before_the_last_period", [True, False])
    def test_the_last_period_is_charged_to_the_last_day(
        self, inside, alice, noticed_before_the_last_period
    ):
        """14 of the 31 days of August: invoiced so at once, or credited down to it."""
        agreement = making.agreement(by=alice, started_on=date(2026, 8, 1), fee=310_00)
        if not noticed_before_the_last_period:
            making.invoice_again(agreement, by=alice, today=date(2026, 8, 1))
        give_notice(agreement, alice, last_day=date(2026, 8, 14))

        making.invoice_again(agreement, by=alice, today=date(2026, 8, 2))
        again = making.invoice_again(agreement, by=alice, today=date(2026, 12, 1))

        assert again is None
        assert db.session.scalar(select(func.sum(InvoiceLine.net_minor))) == 140_00


def give_notice(agreement, by, *, last_day, received_on=date(2026, 5, 14)):
    db.session.add(
        Notice(
            number=f"U-{agreement.id}",
            agreement_id=agreement.id,
            given_by_id=by.id,
            given_by_name=by.name,
            received_on=received_on,
            received_at=now(),
            last_day=last_day,
        )
    )
    db.session.commit()
