"""An answer kept under an Idempotency-Key stands behind the wall of the company it was given to."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import THEIRS

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("delete from kept_answers")  # whose they are is not known: let them be asked anew
    op.add_column("kept_answers", sa.Column("acting_for", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("kept_answers_acting_for_refers_to_tenants"),
        "kept_answers",
        "tenants",
        ["acting_for"],
        ["id"],
    )
    op.execute("alter table kept_answers enable row level security")
    op.execute("alter table kept_answers force row level security")
    op.execute(
        "create policy kept_answers_belong_to_whom_they_were_given on kept_answers "
        f"using (acting_for is not distinct from {THEIRS}) "
        f"with check (acting_for is not distinct from {THEIRS})"
    )


def downgrade() -> None:
    op.execute("drop policy kept_answers_belong_to_whom_they_were_given on kept_answers")
    op.execute("alter table kept_answers no force row level security")
    op.execute("alter table kept_answers disable row level security")
    op.drop_column("kept_answers", "acting_for")
