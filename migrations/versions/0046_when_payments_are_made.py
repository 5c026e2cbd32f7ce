"""When a payment was made by the world's clock: the gateway is asked for what was made since."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    made = sa.Column(
        "made_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.text("'epoch'")
    )
    op.add_column("payments", made)  # of those of old it is not known
    op.alter_column("payments", "made_at", server_default=sa.func.now())


def downgrade() -> None:
    op.drop_column("payments", "made_at")
