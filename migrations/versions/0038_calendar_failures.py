"""Which entries of the calendar fail, so that whoever watches the house is told."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import open_table

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_failures",
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times", sa.BigInteger(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entry", name=op.f("calendar_failures_pk")),
    )
    open_table(op, "calendar_failures")


def downgrade() -> None:
    op.drop_table("calendar_failures")
