"""How a company stands, what its next invoice will be, and what it is best to do next."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from saas.helpcenter.inbox.rules import State
from saas.licensing.agreement.rules import ONE_DAY, Period, period_of
from saas.licensing.plans.rules import MONTHLY, Cadence, Timing
from saas.money import Money, total
from saas.tenants.people.rules import Permission
from saas.text import N_, Text


@dataclass(frozen=True, slots=True)
class NextInvoice:
    """The day the next invoice comes and what it is for, without value added tax."""

    day: date
    net: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class LatestRequest:
    """A request, in the words of a list."""

    reference: str
    title: Text
    state: State
    sent_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a company stands on a day.

    `price` is that of a whole period, without value added tax. `held` seats are kept for
    invitations. `to_pay` is what is open on all invoices, `overdue` the part of it past its due
    date. `pending` counts requests that wait for the company's own administrators. `leave_by`
    is a last day to give notice that is near; `notices_to_confirm` came from strangers to us.
    """

    plan: str
    is_free: bool
    price: Money
    people: int
    held: int
    entitled: int
    notice_number: str | None = None
    last_day: date | None = None
    to_pay: Money
    open_invoices: int
    overdue: Money
    overdue_invoices: int
    next_due: date | None = None
    next_invoice: NextInvoice | None = None
    pending: int = 0
    leave_by: date | None = None
    notices_to_confirm: int = 0
    latest: tuple[LatestRequest, ...] = ()

    @property
    def free_seats(self) -> int:
        """Seats for people not here yet; never negative."""
        return max(self.entitled - self.people - self.held, 0)


@dataclass(frozen=True, slots=True)
class Step:
    """Something worth doing: what and why, the page where it is done, and the words of its link."""

    title: Text
    why: Text
    endpoint: str
    words: str


def next_invoice(
    fees: Iterable[Money],
    *,
    cadence: Cadence = MONTHLY,
    anchor: date,
    today: date,
    last_day: date | None,
) -> NextInvoice | None:
    """What the period after the one `today` falls in will cost; None when it never begins.

    In arrears it is the period `today` falls in, when it is over. `fees` are what each item
    costs for a whole period. `last_day` is that of a notice, inclusive: a period it cuts short
    is paid for in part, rounded item by item as invoices are (domain.md §4).
    """
    running = period_of(today, anchor=anchor, months=cadence.months)
    if cadence.timing is Timing.IN_ARREARS:
        paid_for, comes_on = running, _over(running, last_day)
    else:
        paid_for = period_of(running.until, anchor=anchor, months=cadence.months)
        comes_on = running.until
    days = (_over(paid_for, last_day) - paid_for.starts_on).days
    if days <= 0:
        return None
    return NextInvoice(comes_on, total(fee.between(0, days, of=paid_for.days) for fee in fees))


def _over(period: Period, last_day: date | None) -> date:
    return period.until if last_day is None else min(period.until, last_day + ONE_DAY)


def next_step(standing: Standing, *, may: Callable[[Permission], bool]) -> Step | None:
    """The one thing most worth doing now, of those the reader may do; None when all is well."""
    for permission, is_due, step in _STEPS:
        if may(permission) and is_due(standing):
            return step(standing)
    return None


def _pay_overdue(standing: Standing) -> Step:
    return Step(
        Text(N_("Pay what is overdue")),
        Text(N_("%(amount)s is past its due date."), {"amount": standing.overdue}),
        "mass_payment.choose",
        N_("Pay now"),
    )


def _decide(standing: Standing) -> Step:
    return Step(
        Text(N_("Your colleagues wait for your approval")),
        Text(N_("Requests to approve or decline: %(pending)s."), {"pending": standing.pending}),
        "inbox.requests",
        N_("See the requests"),
    )


def _see_notice(standing: Standing) -> Step:
    values = {"plan": standing.plan, "day": standing.last_day}
    return Step(
        Text(N_("%(plan)s ends on %(day)s"), values),
        Text(N_("You keep everything until then, and can stay after all until that day.")),
        "termination.show",
        N_("See the notice"),
    )


def _confirm_notice(_standing: Standing) -> Step:
    asks = Text(N_("Is this your notice?"))
    why = Text(N_("Notice has reached us from somebody we do not know. Confirm it or reject it."))
    return Step(asks, why, "received_notices.index", N_("See what reached us"))


def _leave_or_stay(standing: Standing) -> Step:
    return Step(
        Text(N_("%(day)s is the last day to give notice"), {"day": standing.leave_by}),
        Text(N_("After that the plan runs on. Do nothing if you want to stay.")),
        "notice_calculator.show",
        N_("See what notice would mean"),
    )


def _pay(standing: Standing) -> Step:
    values = {"amount": standing.to_pay, "day": standing.next_due}
    return Step(
        Text(N_("There is an invoice to pay")),
        Text(N_("%(amount)s in all, the first part by %(day)s."), values),
        "mass_payment.choose",
        N_("Pay"),
    )


def _upgrade(_standing: Standing) -> Step:
    return Step(
        Text(N_("Work together")),
        Text(N_("Free has room for one person. Upgrade to add your colleagues.")),
        "change.compare",
        N_("Compare the plans"),
    )


def _invite(standing: Standing) -> Step:
    return Step(
        Text(N_("Invite a colleague")),
        Text(N_("Seats that nobody uses yet: %(seats)s."), {"seats": standing.free_seats}),
        "user_change.choose",
        N_("Add a user"),
    )


_STEPS: tuple[tuple[Permission, Callable[[Standing], bool], Callable[[Standing], Step]], ...] = (
    (Permission.PAY, lambda s: bool(s.overdue), _pay_overdue),
    (Permission.DECIDE, lambda s: s.pending > 0, _decide),
    (Permission.GIVE_NOTICE, lambda s: s.notices_to_confirm > 0, _confirm_notice),
    (Permission.GIVE_NOTICE, lambda s: s.last_day is not None, _see_notice),
    (Permission.PAY, lambda s: bool(s.to_pay), _pay),
    (Permission.GIVE_NOTICE, lambda s: s.leave_by is not None, _leave_or_stay),
    (Permission.CHANGE_PLAN, lambda s: s.is_free, _upgrade),
    (Permission.MANAGE_PEOPLE, lambda s: s.free_seats > 0, _invite),
)
