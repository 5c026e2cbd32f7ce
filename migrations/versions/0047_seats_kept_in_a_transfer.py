"""Who is chosen to keep a seat when the agreement goes over to another company."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("kept_seats", sa.Column("transfer_id", sa.BigInteger(), nullable=True))
    _against_one_of("notice_id, change_id, transfer_id")
    op.create_index(
        "one_choice_per_person_and_transfer",
        "kept_seats",
        ["tenant_id", "transfer_id", "person_id"],
        unique=True,
    )


def downgrade() -> None:
    op.execute("delete from kept_seats where transfer_id is not null")
    op.drop_index("one_choice_per_person_and_transfer", "kept_seats")
    _against_one_of("notice_id, change_id")
    op.drop_column("kept_seats", "transfer_id")


def _against_one_of(columns: str) -> None:
    name = op.f("a_seat_is_kept_against_one_thing")
    op.drop_constraint(name, "kept_seats")
    op.create_check_constraint(name, "kept_seats", f"num_nonnulls({columns}) = 1")
