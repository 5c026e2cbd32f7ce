"""Money that came to the bank: its rows, what was done with them, and whose they became."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations.walls import wall

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

ACCOUNTS = (
    "receivable",
    "card_in_transit",
    "bank",
    "revenue",
    "vat",
    "rounding",
    "credits",
    "payouts",
)
KINDS = (
    "invoiced",
    "credited",
    "credit_set_off",
    "paid",
    "refunded",
    "payout_asked",
    "payout_declined",
    "payout_paid",
)
BANK_ACCOUNTS = ("unidentified",)
BANK_KINDS = ("bank_received", "bank_struck", "payment_undone")
GIROS = ("bankgiro", "plusgiro", "iban")


def known(table: str, column: str, name: str, words: tuple[str, ...]) -> None:
    """Let a column say these words and no others."""
    listed = ", ".join(f"'{word}'" for word in words)
    op.drop_constraint(op.f(name), table, type_="check")
    op.create_check_constraint(op.f(name), table, f"{column} in ({listed})")


def one_of(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def owned(table: str) -> list[sa.Column[Any] | sa.Constraint]:
    """What every table of a tenant has."""
    return [
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"{table}_pk")),
    ]


def of_tenant(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id"], ["tenants.id"], name=op.f(f"{table}_tenant_id_refers_to_tenants")
    )


def refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    """A reference to a row of the same tenant."""
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{to}.tenant_id", f"{to}.id"],
        name=op.f(f"{table}_tenant_id_{column}_refers_to_{to}"),
    )


def points(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    """A reference to a row of the house."""
    return sa.ForeignKeyConstraint(
        [column], [f"{to}.id"], name=op.f(f"{table}_{column}_refers_to_{to}")
    )


def upgrade() -> None:
    known("ledger_postings", "account", "account_is_one_we_know", ACCOUNTS + BANK_ACCOUNTS)
    known("ledger_entries", "kind", "entrykind_is_one_we_know", KINDS + BANK_KINDS)
    op.execute("create sequence bank_row_numbers start with 100001")
    op.execute("grant usage on bank_row_numbers to saas_runtime, saas_platform")
    files()
    rows()
    moves()
    payments()
    parts()
    for table in (
        "bank_files",
        "bank_rows",
        "bank_moves",
        "bank_payments",
        "bank_payment_parts",
        "bank_payments_undone",
    ):
        wall(op, table, append_only=True)
    wall(op, "bank_waiting")


def files() -> None:
    op.create_table(
        "bank_files",
        *owned("bank_files"),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("read_by_account_id", sa.BigInteger(), nullable=False),
        sa.Column("read_by_name", sa.Text(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("rows > 0", name=op.f("a_bank_file_tells_of_money_that_came")),
        of_tenant("bank_files"),
        points("bank_files", "read_by_account_id", "accounts"),
    )
    op.create_index(op.f("bank_files_public_id"), "bank_files", ["public_id"])


def rows() -> None:
    op.create_table(
        "bank_rows",
        *owned("bank_rows"),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("seller_id", sa.BigInteger(), nullable=False),
        sa.Column("account_kind", one_of("accountkind_is_one_we_know", *GIROS), nullable=False),
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("payer", sa.Text(), nullable=False),
        sa.Column("bank_reference", sa.Text(), nullable=False),
        sa.Column("from_agency", sa.Boolean(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=True),
        sa.Column("noted_by_account_id", sa.BigInteger(), nullable=False),
        sa.Column("noted_by_name", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("a_bank_row_is_of_money_that_came")),
        sa.CheckConstraint(
            "length(bank_reference) > 0", name=op.f("the_bank_has_a_name_for_its_row")
        ),
        of_tenant("bank_rows"),
        refers("bank_rows", "file_id", "bank_files"),
        points("bank_rows", "seller_id", "sellers"),
        points("bank_rows", "noted_by_account_id", "accounts"),
        sa.UniqueConstraint("number", name="a_bank_row_has_a_number_of_its_own"),
        sa.UniqueConstraint(
            "tenant_id", "account_number", "bank_reference", name="a_bank_row_is_booked_once"
        ),
    )
    op.create_index("rows_of_a_bank_file", "bank_rows", ["tenant_id", "file_id"])


def moves() -> None:
    kinds = one_of("movekind_is_one_we_know", "matched", "undone", "struck")
    op.create_table(
        "bank_moves",
        *owned("bank_moves"),
        sa.Column("row_id", sa.BigInteger(), nullable=False),
        sa.Column("nth", sa.BigInteger(), nullable=False),
        sa.Column("kind", kinds, nullable=False),
        sa.Column("company_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("moved_by_account_id", sa.BigInteger(), nullable=False),
        sa.Column("moved_by_name", sa.Text(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind = 'struck') = (company_id is null)",
            name=op.f("a_match_and_its_undoing_name_whose"),
        ),
        sa.CheckConstraint(
            "kind = 'matched' or length(reason) > 0",
            name=op.f("taking_money_back_has_a_reason"),
        ),
        refers("bank_moves", "row_id", "bank_rows"),
        points("bank_moves", "company_id", "tenants"),
        points("bank_moves", "moved_by_account_id", "accounts"),
        sa.UniqueConstraint(
            "tenant_id", "row_id", "nth", name="a_bank_row_moves_one_way_at_a_time"
        ),
    )
    op.create_index("moves_to_a_company", "bank_moves", ["company_id"])
    op.create_table(
        "bank_waiting",
        *owned("bank_waiting"),
        sa.Column("row_id", sa.BigInteger(), nullable=False),
        of_tenant("bank_waiting"),
        refers("bank_waiting", "row_id", "bank_rows"),
        sa.UniqueConstraint("tenant_id", "row_id", name="a_bank_row_waits_once"),
    )


def payments() -> None:
    found = one_of("matchedby_is_one_we_know", "invoice", "customer", "staff")
    op.create_table(
        "bank_payments",
        *owned("bank_payments"),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("row_number", sa.Text(), nullable=False),
        sa.Column("nth", sa.BigInteger(), nullable=False),
        sa.Column("seller_id", sa.BigInteger(), nullable=False),
        sa.Column("account_kind", one_of("accountkind_is_one_we_know", *GIROS), nullable=False),
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("from_agency", sa.Boolean(), nullable=False),
        sa.Column("matched_by", found, nullable=False),
        sa.Column("arrived_on", sa.Date(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("booked_by_name", sa.Text(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("a_bank_payment_is_of_something")),
        of_tenant("bank_payments"),
        points("bank_payments", "seller_id", "sellers"),
        sa.UniqueConstraint("number", name="a_bank_payment_has_a_number_of_its_own"),
        sa.UniqueConstraint("row_number", "nth", name="a_bank_row_is_one_company_s_at_a_time"),
    )
    op.create_table(
        "bank_payments_undone",
        *owned("bank_payments_undone"),
        sa.Column("payment_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("undone_on", sa.Date(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by_name", sa.Text(), nullable=False),
        sa.CheckConstraint("length(reason) > 0", name=op.f("an_undoing_has_a_reason")),
        of_tenant("bank_payments_undone"),
        refers("bank_payments_undone", "payment_id", "bank_payments"),
        sa.UniqueConstraint("tenant_id", "payment_id", name="a_bank_payment_is_undone_once"),
    )


def parts() -> None:
    op.create_table(
        "bank_payment_parts",
        *owned("bank_payment_parts"),
        sa.Column("payment_id", sa.BigInteger(), nullable=False),
        sa.Column("invoice_id", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("a_part_of_a_bank_payment_is_something")),
        refers("bank_payment_parts", "payment_id", "bank_payments"),
        refers("bank_payment_parts", "invoice_id", "invoices"),
        sa.UniqueConstraint(
            "tenant_id", "payment_id", "invoice_id", name="a_bank_payment_settles_an_invoice_once"
        ),
    )
    op.create_index(
        "bank_payments_of_an_invoice", "bank_payment_parts", ["tenant_id", "invoice_id"]
    )


def downgrade() -> None:
    for table in (
        "bank_payment_parts",
        "bank_payments_undone",
        "bank_payments",
        "bank_waiting",
        "bank_moves",
        "bank_rows",
        "bank_files",
    ):
        op.drop_table(table)
    op.execute("drop sequence bank_row_numbers")
    known("ledger_entries", "kind", "entrykind_is_one_we_know", KINDS)
    known("ledger_postings", "account", "account_is_one_we_know", ACCOUNTS)
