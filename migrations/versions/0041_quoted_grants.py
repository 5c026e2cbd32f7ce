"""What a contract grants knows whether an accepted quote brought it: the next quote ends it."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

BY_A_QUOTE = r"update contract_entitlements set by_quote = true where why ~ '^Q-[0-9]+-[0-9]+'"


def upgrade() -> None:
    op.add_column(
        "contract_entitlements",
        sa.Column("by_quote", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.execute(BY_A_QUOTE)


def downgrade() -> None:
    op.drop_column("contract_entitlements", "by_quote")
