"""The helpcenter's floor: requests, and the course of each."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.walls import wall

revision = "0005"
down_revision = "0004b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "help_requests",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.Column("sent_by_id", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1001", name=op.f("request_numbers_begin_at_1001")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "sent_by_id"],
            ["people.tenant_id", "people.id"],
            name=op.f("help_requests_tenant_id_sent_by_id_refers_to_people"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("help_requests_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("help_requests_pk")),
        sa.UniqueConstraint("tenant_id", "number", name="one_request_per_number"),
    )
    op.create_index(op.f("help_requests_public_id"), "help_requests", ["public_id"], unique=False)
    op.create_index(
        "requests_that_need_approval",
        "help_requests",
        ["tenant_id", "id"],
        unique=False,
        postgresql_where=sa.text("needs_approval"),
    )
    op.create_table(
        "request_entries",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "deed",
            sa.Enum(
                "said",
                "noted",
                "replied",
                "answered",
                "carried out",
                "declined",
                "closed",
                name="deed_is_one_we_know",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("by_account_id", sa.BigInteger(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("by_staff", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "by_staff or deed not in ('noted', 'answered')",
            name=op.f("only_staff_answer_and_note"),
        ),
        sa.CheckConstraint(
            "deed not in ('said', 'noted', 'replied', 'answered') or body <> ''",
            name=op.f("what_is_said_has_words"),
        ),
        sa.ForeignKeyConstraint(
            ["by_account_id"],
            ["accounts.id"],
            name=op.f("request_entries_by_account_id_refers_to_accounts"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "request_id"],
            ["help_requests.tenant_id", "help_requests.id"],
            name=op.f("request_entries_tenant_id_request_id_refers_to_help_requests"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("request_entries_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("request_entries_pk")),
    )
    op.create_index(
        "a_request_is_decided_once",
        "request_entries",
        ["tenant_id", "request_id"],
        unique=True,
        postgresql_where=sa.text("deed in ('carried out', 'declined')"),
    )
    op.create_index(
        "request_entries_in_order",
        "request_entries",
        ["tenant_id", "request_id", "id"],
        unique=False,
    )
    wall(op, "help_requests")
    wall(op, "request_entries", append_only=True)


def downgrade() -> None:
    op.drop_table("request_entries")
    op.drop_table("help_requests")
