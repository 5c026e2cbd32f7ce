"""How notice reached us; statements that came past the button; reminders of last days."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import wall

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

WAYS = ("button", "api", "form", "mail", "letter", "phone")


def _channel() -> sa.Enum:
    return sa.Enum(
        *WAYS, name="channel_is_one_we_know", native_enum=False, create_constraint=True, length=40
    )


def upgrade() -> None:
    # What was given before there were other ways came by the button.
    op.add_column(
        "notices", sa.Column("channel", _channel(), nullable=False, server_default="button")
    )
    op.alter_column("notices", "channel", server_default=None)
    op.create_table(
        "received_notices",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("channel", _channel(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("from_name", sa.Text(), nullable=False),
        sa.Column("from_email", sa.Text(), nullable=False),
        sa.Column("sender_id", sa.BigInteger(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("confirm_by", sa.Date(), nullable=False),
        sa.Column("registered_by_account_id", sa.BigInteger(), nullable=False),
        sa.Column("registered_by_name", sa.Text(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("notice_id", sa.BigInteger(), nullable=True),
        sa.Column("rejected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(notice_id, rejected_at) <= 1",
            name=op.f("confirmed_or_rejected_not_both"),
        ),
        sa.CheckConstraint(
            "(decided_by_id is null) = (decided_at is null)", name=op.f("a_decider_says_when")
        ),
        sa.CheckConstraint(
            "registered_at >= received_at", name=op.f("nothing_is_registered_before_receipt")
        ),
        sa.ForeignKeyConstraint(
            ["registered_by_account_id"],
            ["accounts.id"],
            name=op.f("received_notices_registered_by_account_id_refers_to_accounts"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "sender_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("received_notices_tenant_id_sender_id_refers_to_people"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "notice_id"],
            ["notices.tenant_id", "notices.id"],
            name=op.f("received_notices_tenant_id_notice_id_refers_to_notices"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "decided_by_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("received_notices_tenant_id_decided_by_id_refers_to_people"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenants.id"],
            name=op.f("received_notices_tenant_id_refers_to_tenants"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("received_notices_pk")),
    )
    op.create_index(
        op.f("received_notices_public_id"), "received_notices", ["public_id"], unique=False
    )
    op.create_index(
        "received_notices_that_wait",
        "received_notices",
        ["tenant_id", "confirm_by"],
        unique=False,
        postgresql_where=sa.text("notice_id is null and rejected_at is null"),
    )
    op.create_table(
        "notice_scans",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("received_id", sa.BigInteger(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("mime_type", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "received_id"],
            ["received_notices.tenant_id", "received_notices.id"],
            name=op.f("notice_scans_tenant_id_received_id_refers_to_received_notices"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("notice_scans_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("notice_scans_pk")),
    )
    op.create_index(
        "one_scan_per_statement", "notice_scans", ["tenant_id", "received_id"], unique=True
    )
    _reminders()
    wall(op, "received_notices")
    wall(op, "notice_scans", append_only=True)
    wall(op, "notice_reminders", append_only=True)


def _reminders() -> None:
    op.create_table(
        "notice_reminders",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("agreement_id", sa.BigInteger(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "agreement_id"],
            ["agreements.tenant_id", "agreements.id"],
            name=op.f("notice_reminders_tenant_id_agreement_id_refers_to_agreements"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenants.id"],
            name=op.f("notice_reminders_tenant_id_refers_to_tenants"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("notice_reminders_pk")),
    )
    op.create_index(
        "one_reminder_per_deadline",
        "notice_reminders",
        ["tenant_id", "agreement_id", "deadline"],
        unique=True,
    )


def downgrade() -> None:
    op.drop_table("notice_reminders")
    op.drop_table("notice_scans")
    op.drop_table("received_notices")
    op.drop_column("notices", "channel")
