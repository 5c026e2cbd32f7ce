"""The places of the house that its pages lead to, for customers and for the operator's staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from saas.tenants.people.rules import Permission
from saas.text import N_


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to go: an endpoint, its words and symbol, and the permission one needs to see it.

    `around` names the other rooms (blueprints) that one reaches through it.
    """

    endpoint: str
    label: str
    icon: str
    needs: Permission | None = None
    around: tuple[str, ...] = ()

    @property
    def rooms(self) -> tuple[str, ...]:
        """The rooms in which one is at this place."""
        return (self.endpoint.partition(".")[0], *self.around)


@dataclass(frozen=True, slots=True)
class Part:
    """Places that belong together, and the words above them; none where there is one part only."""

    label: str
    places: tuple[Place, ...]


PEOPLE_ROOMS: Final = (
    "guest_list",
    "idle_seats",
    "invitations",
    "people_export",
    "seat_history",
    "staying",
)
PLAN_ROOMS: Final = (
    "contracts",
    "features",
    "fewer_seats",
    "fitting",
    "notice_calculator",
    "on_behalf",
    "plans",
    "quote_requests",
    "quotes",
    "received_notices",
    "termination",
    "transfer",
    "what_if",
)
INVOICE_ROOMS: Final = (
    "collection",
    "coming_invoices",
    "copies",
    "correction",
    "costs",
    "credit_use",
    "disputes",
    "later_due",
    "payouts",
    "purchase_orders",
    "statement",
    "true_up",
)
NOTICE_DESKS: Final = ("ceased_staff", "recovery", "closing_staff")
CREDIT_DESKS: Final = ("hand_written_staff",)
ACCOUNTING_DESKS: Final = ("certificate_staff", "letterhead_staff", "sellers_staff")
CUSTOMER: Final = (
    Part(
        "",
        (
            Place("overview.show", N_("Overview"), "home"),
            Place("seats.show", N_("People"), "people", around=PEOPLE_ROOMS),
            Place("change.compare", N_("Plan"), "plan", around=PLAN_ROOMS),
            Place(
                "invoices.index",
                N_("Invoices"),
                "invoice",
                Permission.SEE_MONEY,
                around=INVOICE_ROOMS,
            ),
            Place(
                "mass_payment.choose",
                N_("Mass payment"),
                "stack",
                Permission.PAY,
                around=("bank_payments", "payments", "receipts"),
            ),
            Place("cards.index", N_("Cards"), "card", Permission.PAY),
            Place("inbox.index", N_("Help"), "help", around=("user_change", "contact", "notice")),
        ),
    ),
)
STAFF: Final = (
    Part("", (Place("waiting_staff.show", N_("What waits"), "home"),)),
    Part(
        N_("Customers"),
        (
            Place("inbox_staff.index", N_("Requests"), "chat"),
            Place("mailbox_staff.index", N_("Mail"), "mail"),
            Place("claims_staff.index", N_("Claims"), "building"),
            Place("notice_desk.index", N_("Notices"), "leave", around=NOTICE_DESKS),
            Place("quotes_staff.index", N_("Quotes"), "pen"),
            Place("partners_staff.index", N_("Suppliers"), "link"),
        ),
    ),
    Part(
        N_("Plans and prices"),
        (
            Place("plans_staff.index", N_("Plans"), "plan", around=("entitlements_staff",)),
            Place("price_increases.choose", N_("Price changes"), "tag"),
            Place("service_desk.record", N_("Services"), "tool"),
            Place("order_desk.index", N_("Orders"), "plus"),
        ),
    ),
    Part(
        N_("Invoicing"),
        (
            Place("runs_staff.index", N_("Billing runs"), "run"),
            Place("invoice_desk.index", N_("Invoices"), "invoice"),
            Place("delivery_desk.index", N_("Deliveries"), "send"),
            Place("credit_notes_staff.index", N_("Credits"), "return", around=CREDIT_DESKS),
            Place("disputes_staff.index", N_("Disputes"), "scales"),
        ),
    ),
    Part(
        N_("Getting paid"),
        (
            Place("ageing_staff.index", N_("What is owed"), "clock"),
            Place("bank_desk.index", N_("Bank payments"), "bank", around=("bank_files",)),
            Place("payouts_staff.index", N_("Payouts"), "payout"),
            Place("later_due_staff.index", N_("Later days"), "calendar"),
            Place(
                "collection_staff.index",
                N_("Collection"),
                "bell",
                around=("reminder_fees_staff",),
            ),
        ),
    ),
    Part(
        N_("Running it"),
        (
            Place("revenue_staff.show", N_("Revenue"), "chart"),
            Place("accounting_staff.show", N_("Accounting"), "book", around=ACCOUNTING_DESKS),
            Place("parked_staff.index", N_("Parked"), "pause"),
        ),
    ),
)
