"""A billing run may be limited to one company."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("billing_runs", sa.Column("only_for", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("billing_runs_only_for_refers_to_tenants"),
        "billing_runs",
        "tenants",
        ["only_for"],
        ["id"],
    )


def downgrade() -> None:
    op.drop_column("billing_runs", "only_for")
