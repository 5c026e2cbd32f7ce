"""Who of our staff opened a customer's invoice, and why."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import wall

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_looks",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("invoice_id", sa.BigInteger(), nullable=False),
        sa.Column("by_account_id", sa.BigInteger(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(why) > 2", name=op.f("a_look_has_a_reason")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("staff_looks_tenant_id_refers_to_tenants")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "invoice_id"],
            ["invoices.tenant_id", "invoices.id"],
            name=op.f("staff_looks_tenant_id_invoice_id_refers_to_invoices"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("staff_looks_pk")),
    )
    wall(op, "staff_looks", append_only=True)


def downgrade() -> None:
    op.drop_table("staff_looks")
