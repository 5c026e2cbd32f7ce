"""Accounts that are closed, and opened again."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import wall

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tenants", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "closures",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by_id", sa.BigInteger(), nullable=False),
        sa.Column("closed_by_name", sa.Text(), nullable=False),
        sa.Column("reopens_until", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened_by_name", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(reopened_at is null) = (reopened_by_name is null)",
            name=op.f("a_reopening_says_by_whom"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "closed_by_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("closures_tenant_id_closed_by_id_refers_to_people"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("closures_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("closures_pk")),
    )
    op.create_index(
        "one_open_closure_per_company",
        "closures",
        ["tenant_id"],
        unique=True,
        postgresql_where=sa.text("reopened_at is null"),
    )
    wall(op, "closures")


def downgrade() -> None:
    op.drop_table("closures")
    op.drop_column("tenants", "closed_at")
