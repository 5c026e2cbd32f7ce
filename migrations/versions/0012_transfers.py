"""Agreements that change hands."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import wall

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "transfers",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("from_id", sa.BigInteger(), nullable=False),
        sa.Column("from_name", sa.Text(), nullable=False),
        sa.Column("agreement_id", sa.BigInteger(), nullable=False),
        sa.Column("offered_by_id", sa.BigInteger(), nullable=False),
        sa.Column("offered_by_name", sa.Text(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("org_number", sa.Text(), nullable=False),
        sa.Column("suffix", sa.Text(), server_default="", nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), server_default="", nullable=False),
        sa.Column("transfer_fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=True),
        sa.Column("to_id", sa.BigInteger(), nullable=True),
        sa.Column("accepted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("accepted_by_name", sa.Text(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_name", sa.Text(), nullable=True),
        sa.Column("withdrawn_by_giver", sa.Boolean(), nullable=True),
        sa.Column("lapsed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "lapsed_because",
            sa.Enum(
                "unanswered",
                "terms changed",
                "credit left",
                "taker has plan",
                name="lapse_is_one_we_know",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("carried_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("plan_name", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("seat_fee_minor", sa.BigInteger(), nullable=True),
        sa.Column("seats_included", sa.BigInteger(), nullable=False),
        sa.Column("extra_seats", sa.BigInteger(), nullable=False),
        sa.Column("cadence_months", sa.BigInteger(), nullable=False),
        sa.Column("anchor", sa.Date(), nullable=False),
        sa.Column("bound_until", sa.Date(), nullable=True),
        sa.Column("renews_months", sa.BigInteger(), nullable=False),
        sa.Column("notice_months", sa.BigInteger(), nullable=False),
        sa.Column("notice_days", sa.BigInteger(), nullable=False),
        sa.Column("notice_to_period_end", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column(
            "billed",
            sa.Enum(
                "in_advance",
                "in_arrears",
                "prebilled",
                name="timing_is_one_we_know",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "notice_kind",
            sa.Enum(
                "none",
                "months_from_receipt",
                "whole_calendar_months",
                "renewal_deadline",
                "contract",
                name="noticekind_is_one_we_know",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "notice_term",
            sa.Enum(
                "A",
                "B",
                name="bindingterm_is_one_we_know",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(lapsed_at is null) = (lapsed_because is null)", name=op.f("a_lapse_has_cause")
        ),
        sa.CheckConstraint(
            "carried_out_at is null or accepted_at is not null", name=op.f("nothing_moves_unasked")
        ),
        sa.CheckConstraint("expires_on < starts_on", name=op.f("both_agree_before_the_day")),
        sa.CheckConstraint(
            "num_nonnulls(to_id, accepted_at, accepted_by_id, accepted_by_name) in (0, 4)",
            name=op.f("an_acceptance_says_when_and_by_whom"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(withdrawn_at, lapsed_at, carried_out_at) < 2",
            name=op.f("a_transfer_ends_in_one_way"),
        ),
        sa.CheckConstraint("to_id <> from_id", name=op.f("nobody_takes_over_from_itself")),
        sa.ForeignKeyConstraint(
            ["from_id"], ["tenants.id"], name=op.f("transfers_from_id_refers_to_tenants")
        ),
        sa.ForeignKeyConstraint(
            ["offered_by_id"],
            ["accounts.id"],
            name=op.f("transfers_offered_by_id_refers_to_accounts"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("transfers_tenant_id_refers_to_tenants")
        ),
        sa.ForeignKeyConstraint(
            ["to_id"], ["tenants.id"], name=op.f("transfers_to_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("transfers_pk")),
        sa.UniqueConstraint("token_hash", name=op.f("one_transfers_per_token_hash")),
    )
    op.create_index(
        "one_open_transfer_per_agreement",
        "transfers",
        ["from_id", "agreement_id"],
        unique=True,
        postgresql_where=sa.text(
            "withdrawn_at is null and lapsed_at is null and carried_out_at is null"
        ),
    )
    op.create_index(
        "transfers_by_number", "transfers", ["country", "org_number", "suffix"], unique=False
    )
    op.create_index(op.f("transfers_public_id"), "transfers", ["public_id"], unique=False)
    wall(op, "transfers")


def downgrade() -> None:
    op.drop_table("transfers")
