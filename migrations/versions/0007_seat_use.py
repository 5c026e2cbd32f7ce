"""When seats were last used, notices of idle seats, and the language of whoever is invited."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import wall

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("seats", sa.Column("used_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("seats", sa.Column("used_on", sa.Date(), nullable=True))
    op.add_column("invitations", sa.Column("language", sa.Text(), nullable=True))
    op.create_table(
        "idle_notices",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("people", sa.BigInteger(), nullable=False),
        sa.Column("spare", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("idle_notices_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("idle_notices_pk")),
        sa.UniqueConstraint("tenant_id", "month", name="one_idle_notice_per_month"),
    )
    wall(op, "idle_notices")


def downgrade() -> None:
    op.drop_table("idle_notices")
    op.drop_column("invitations", "language")
    op.drop_column("seats", "used_on")
    op.drop_column("seats", "used_at")
