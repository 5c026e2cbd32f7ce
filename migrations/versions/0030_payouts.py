"""Payouts of credit: what was asked for, what it is made of, and the books' words for it."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import wall

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

ACCOUNTS = ("receivable", "card_in_transit", "bank", "revenue", "vat", "rounding", "credits")
KINDS = ("invoiced", "credited", "credit_set_off", "paid", "refunded")
PAYOUTS = ("payouts",)
PAYOUT_KINDS = ("payout_asked", "payout_declined", "payout_paid")


def known(table: str, column: str, name: str, words: tuple[str, ...]) -> None:
    """Let a column say these words and no others."""
    listed = ", ".join(f"'{word}'" for word in words)
    op.drop_constraint(op.f(name), table, type_="check")
    op.create_check_constraint(op.f(name), table, f"{column} in ({listed})")


def one_of(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    known("ledger_postings", "account", "account_is_one_we_know", ACCOUNTS + PAYOUTS)
    known("ledger_entries", "kind", "entrykind_is_one_we_know", KINDS + PAYOUT_KINDS)
    op.execute("create sequence payout_numbers start with 100001")
    op.execute("grant usage on payout_numbers to saas_runtime, saas_platform")
    payouts()
    parts()
    wall(op, "payouts")
    wall(op, "payout_parts", append_only=True)


def payouts() -> None:
    types = one_of("payouttype_is_one_we_know", "credit_note", "overpayment", "both")
    accounts = one_of("accountkind_is_one_we_know", "bankgiro", "plusgiro", "iban")
    op.create_table(
        "payouts",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("type", types, nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("account_kind", accounts, nullable=False),
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_by_name", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by_account_id", sa.BigInteger(), nullable=True),
        sa.Column("approved_by_name", sa.Text(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paid_by_account_id", sa.BigInteger(), nullable=True),
        sa.Column("paid_by_name", sa.Text(), nullable=True),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("bank_reference", sa.Text(), nullable=True),
        sa.Column("declined_by_account_id", sa.BigInteger(), nullable=True),
        sa.Column("declined_by_name", sa.Text(), nullable=True),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint("amount_minor > 0", name=op.f("a_payout_pays_something")),
        sa.CheckConstraint(
            "paid_at is null or (approved_at is not null "
            "and approved_by_account_id <> paid_by_account_id)",
            name=op.f("a_payout_takes_four_eyes"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(paid_at, declined_at) <= 1", name=op.f("paid_or_declined")
        ),
        sa.CheckConstraint(
            "num_nonnulls(approved_at, approved_by_account_id, approved_by_name) in (0, 3)",
            name=op.f("an_approval_says_when_and_by_whom"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(paid_at, paid_by_account_id, paid_by_name, paid_on, bank_reference) "
            "in (0, 5)",
            name=op.f("a_payment_out_says_when_by_whom_and_its_reference"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(declined_at, declined_by_account_id, declined_by_name, reason) in (0, 4)",
            name=op.f("a_decline_says_when_by_whom_and_why"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], ["accounts.id"], name=op.f(f"payouts_{column}_refers_to_accounts")
            )
            for column in (
                "approved_by_account_id",
                "paid_by_account_id",
                "declined_by_account_id",
            )
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "asked_by_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("payouts_tenant_id_asked_by_id_refers_to_people"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("payouts_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("payouts_pk")),
        sa.UniqueConstraint("number", name="a_payout_has_a_number_of_its_own"),
    )
    op.create_index(
        "payouts_to_be_made",
        "payouts",
        ["asked_at"],
        postgresql_where=sa.text("paid_at is null and declined_at is null"),
    )


def parts() -> None:
    op.create_table(
        "payout_parts",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("payout_id", sa.BigInteger(), nullable=False),
        sa.Column("note_id", sa.BigInteger(), nullable=True),
        sa.Column("invoice_id", sa.BigInteger(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("a_part_of_a_payout_is_something")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "payout_id"],
            ["payouts.tenant_id", "payouts.id"],
            name=op.f("payout_parts_tenant_id_payout_id_refers_to_payouts"),
        ),
        *(
            sa.ForeignKeyConstraint(
                ["tenant_id", column],
                ["invoices.tenant_id", "invoices.id"],
                name=op.f(f"payout_parts_tenant_id_{column}_refers_to_invoices"),
            )
            for column in ("note_id", "invoice_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("payout_parts_pk")),
    )
    op.create_index("parts_of_a_payout", "payout_parts", ["tenant_id", "payout_id"])
    op.create_index("payouts_of_a_credit_note", "payout_parts", ["tenant_id", "note_id"])


def downgrade() -> None:
    op.drop_table("payout_parts")
    op.drop_table("payouts")
    op.execute("drop sequence payout_numbers")
    known("ledger_entries", "kind", "entrykind_is_one_we_know", KINDS)
    known("ledger_postings", "account", "account_is_one_we_know", ACCOUNTS)
