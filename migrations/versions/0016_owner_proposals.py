"""Owners proposed by our staff, for companies nobody can act for any more."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import wall

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "owner_proposals",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column(
            "proof_kind",
            sa.Enum(
                "invoice",
                "registry",
                name="proof_is_one_we_know",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("replaces_id", sa.BigInteger(), nullable=True),
        sa.Column("approve_from", sa.Date(), nullable=False),
        sa.Column("proposed_by_account_id", sa.BigInteger(), nullable=False),
        sa.Column("proposed_by_name", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by_account_id", sa.BigInteger(), nullable=True),
        sa.Column("approved_by_name", sa.Text(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_name", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "approved_by_account_id <> proposed_by_account_id",
            name=op.f("four_eyes_are_two_peoples"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(approved_at, approved_by_account_id, approved_by_name, person_id) "
            "in (0, 4)",
            name=op.f("an_approval_says_when_by_whom_and_for_whom"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(approved_at, ended_at) <= 1", name=op.f("approved_or_ended_not_both")
        ),
        sa.CheckConstraint(
            "(ended_at is null) = (ended_by_name is null)", name=op.f("an_end_says_by_whom")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_account_id"],
            ["accounts.id"],
            name=op.f("owner_proposals_proposed_by_account_id_refers_to_accounts"),
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_account_id"],
            ["accounts.id"],
            name=op.f("owner_proposals_approved_by_account_id_refers_to_accounts"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "replaces_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("owner_proposals_tenant_id_replaces_id_refers_to_people"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("owner_proposals_tenant_id_person_id_refers_to_people"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("owner_proposals_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("owner_proposals_pk")),
    )
    op.create_index(
        op.f("owner_proposals_public_id"), "owner_proposals", ["public_id"], unique=False
    )
    op.create_index(
        "one_open_proposal_per_company",
        "owner_proposals",
        ["tenant_id"],
        unique=True,
        postgresql_where=sa.text("approved_at is null and ended_at is null"),
    )
    wall(op, "owner_proposals")


def downgrade() -> None:
    op.drop_table("owner_proposals")
