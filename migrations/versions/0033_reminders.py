"""Reminders of invoices past their day to pay by: the letters, and each step once an invoice."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.walls import wall

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reminder_letters",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_to", postgresql.JSONB(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("reminder_letters_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("reminder_letters_pk")),
    )
    op.create_index(op.f("reminder_letters_public_id"), "reminder_letters", ["public_id"])
    reminders()
    wall(op, "reminder_letters", append_only=True)
    wall(op, "reminders", append_only=True)


def reminders() -> None:
    op.create_table(
        "reminders",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("letter_id", sa.BigInteger(), nullable=False),
        sa.Column("invoice_id", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("open_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.CheckConstraint("step > 0", name=op.f("steps_are_counted_from_one")),
        sa.CheckConstraint("open_minor > 0", name=op.f("a_reminder_is_of_something_open")),
        sa.CheckConstraint(
            "written_on > due_on", name=op.f("a_reminder_comes_after_the_day_to_pay_by")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("reminders_tenant_id_refers_to_tenants")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "letter_id"],
            ["reminder_letters.tenant_id", "reminder_letters.id"],
            name=op.f("reminders_tenant_id_letter_id_refers_to_reminder_letters"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "invoice_id"],
            ["invoices.tenant_id", "invoices.id"],
            name=op.f("reminders_tenant_id_invoice_id_refers_to_invoices"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("reminders_pk")),
        sa.UniqueConstraint(
            "tenant_id",
            "invoice_id",
            "step",
            name="an_invoice_is_reminded_of_once_in_each_step",
        ),
    )
    op.create_index("reminders_of_a_letter", "reminders", ["tenant_id", "letter_id"])


def downgrade() -> None:
    op.drop_table("reminders")
    op.drop_table("reminder_letters")
