"""Who is chosen to keep a seat when a notice ends, or a change comes that has fewer."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import wall

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_seats",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("notice_id", sa.BigInteger(), nullable=True),
        sa.Column("change_id", sa.BigInteger(), nullable=True),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("chosen_by_id", sa.BigInteger(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(notice_id, change_id) = 1",
            name=op.f("a_seat_is_kept_against_one_thing"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("kept_seats_tenant_id_refers_to_tenants")
        ),
        *(
            sa.ForeignKeyConstraint(
                ["tenant_id", column],
                [f"{table}.tenant_id", f"{table}.id"],
                name=op.f(f"kept_seats_tenant_id_{column}_refers_to_{table}"),
            )
            for column, table in (
                ("notice_id", "notices"),
                ("change_id", "scheduled_changes"),
                ("person_id", "people"),
                ("chosen_by_id", "people"),
            )
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("kept_seats_pk")),
    )
    for cause in ("notice", "change"):
        op.create_index(
            f"one_choice_per_person_and_{cause}",
            "kept_seats",
            ["tenant_id", f"{cause}_id", "person_id"],
            unique=True,
        )
    wall(op, "kept_seats")


def downgrade() -> None:
    op.drop_table("kept_seats")
