"""Orders that staff write in because a company asked: who asked, by which way, and who did it."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import wall

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

CHANNELS = "'button', 'api', 'form', 'mail', 'letter', 'phone'"


def upgrade() -> None:
    op.alter_column("agreements", "agreed_by_id", nullable=True)
    op.create_table(
        "orders_on_behalf",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("agreement_id", sa.BigInteger(), nullable=False),
        sa.Column("plan_name", sa.Text(), nullable=False),
        sa.Column("seats", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("asked_by_name", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by_account_id", sa.BigInteger(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"channel in ({CHANNELS})", name=op.f("channel_is_one_we_know")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "agreement_id"],
            ["agreements.tenant_id", "agreements.id"],
            name=op.f("orders_on_behalf_tenant_id_agreement_id_refers_to_agreements"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "asked_by_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("orders_on_behalf_tenant_id_asked_by_id_refers_to_people"),
        ),
        sa.ForeignKeyConstraint(
            ["by_account_id"],
            ["accounts.id"],
            name=op.f("orders_on_behalf_by_account_id_refers_to_accounts"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("orders_on_behalf_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("orders_on_behalf_pk")),
    )
    op.create_index(op.f("orders_on_behalf_public_id"), "orders_on_behalf", ["public_id"])
    op.create_index("orders_of_an_agreement", "orders_on_behalf", ["tenant_id", "agreement_id"])
    wall(op, "orders_on_behalf", append_only=True)


def downgrade() -> None:
    op.drop_table("orders_on_behalf")
    op.alter_column("agreements", "agreed_by_id", nullable=False)
