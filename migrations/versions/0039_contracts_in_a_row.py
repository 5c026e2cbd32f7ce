"""More than one contract may be to come: one from May, and another that follows it in July."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

OPEN = "withdrawn_at is null and carried_out_at is null"


def upgrade() -> None:
    _at_most_one(f"{OPEN} and why <> 'contract'")


def downgrade() -> None:
    _at_most_one(OPEN)


def _at_most_one(where: str) -> None:
    op.drop_index("one_coming_change_per_agreement", table_name="scheduled_changes")
    op.create_index(
        "one_coming_change_per_agreement",
        "scheduled_changes",
        ["tenant_id", "agreement_id", "why"],
        unique=True,
        postgresql_where=sa.text(where),
    )
