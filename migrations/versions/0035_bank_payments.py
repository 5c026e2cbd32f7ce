"""Money that came to the bank: its rows, what was done with them, and whose they became."""

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables follow."""


def downgrade() -> None:
    """Nothing to take back."""
