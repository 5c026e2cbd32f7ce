"""Fees for reminders, what became of each, and their lines on invoices: fees, without VAT."""

from collections.abc import Mapping

import sqlalchemy as sa
from alembic import op

from migrations.walls import wall

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

BEFORE = {"item": ("plan", "seats", "service"), "category": ("S", "AE", "O")}
SINCE = {"item": (*BEFORE["item"], "fee"), "category": (*BEFORE["category"], "E")}
COLUMNS = {"item": "item", "category": "vat_category"}


def upgrade() -> None:
    op.create_table(
        "reminder_fees",
        *_own("reminder_fees"),
        sa.Column("invoice_id", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("reminded_on", sa.Date(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("a_reminder_fee_is_of_something")),
        _refers("reminder_fees", "invoice_id", "invoices"),
        sa.UniqueConstraint(
            "tenant_id", "invoice_id", name="an_invoice_is_charged_one_fee_for_reminders"
        ),
    )
    _ends()
    for table in ("reminder_fees", "reminder_fee_ends"):
        wall(op, table, append_only=True)
    _allow(SINCE)


def downgrade() -> None:
    _allow(BEFORE)
    op.drop_table("reminder_fee_ends")
    op.drop_table("reminder_fees")


def _ends() -> None:
    op.create_table(
        "reminder_fee_ends",
        *_own("reminder_fee_ends"),
        sa.Column("fee_id", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("charged_on_id", sa.BigInteger(), nullable=True),
        sa.Column("our_error", sa.Text(), nullable=True),
        sa.Column("waived_by_name", sa.Text(), nullable=True),
        sa.Column("waived_by_account_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(charged_on_id is null) = (our_error is not null) "
            "and (our_error is null) = (waived_by_name is null)",
            name=op.f("a_reminder_fee_is_charged_or_waived"),
        ),
        sa.CheckConstraint(
            "length(our_error) > 0", name=op.f("a_reminder_fee_is_waived_with_a_reason")
        ),
        _refers("reminder_fee_ends", "fee_id", "reminder_fees"),
        _refers("reminder_fee_ends", "charged_on_id", "invoices"),
        sa.UniqueConstraint("tenant_id", "fee_id", name="a_reminder_fee_ends_once"),
    )


def _own(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f(f"{table}_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"{table}_pk")),
    )


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{to}.tenant_id", f"{to}.id"],
        name=op.f(f"{table}_tenant_id_{column}_refers_to_{to}"),
    )


def _allow(values: Mapping[str, tuple[str, ...]]) -> None:
    """Let the columns of a line take these values, and no other."""
    for name, known in values.items():
        listed = ", ".join(f"'{value}'" for value in known)
        op.drop_constraint(f"{name}_is_one_we_know", "invoice_lines", type_="check")
        op.create_check_constraint(
            op.f(f"{name}_is_one_we_know"), "invoice_lines", f"{COLUMNS[name]} in ({listed})"
        )
