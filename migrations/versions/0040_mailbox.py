"""Mail to departments, taken once each; and where an answer to a letter of ours goes."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import wall

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

TABLE = "received_mails"
TOPICS = ("question", "problem", "invoice", "enterprise")
STANDINGS = ("waiting", "taken", "ignored", "set aside")
REASONS = (
    "automatic",
    "bulk",
    "list",
    "returned",
    "ours",
    "unknown",
    "several",
    "may not ask",
)


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("key", "addressed_to")),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("sender", "sender_name", "subject", "words", "about")
        ),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("standing", sa.String(length=40), nullable=False),
        sa.Column("because", sa.String(length=40), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("company_id", sa.BigInteger(), nullable=True),
        sa.Column("request_number", sa.BigInteger(), nullable=True),
        sa.Column("settled_by_name", sa.Text(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("aside_reason", sa.Text(), server_default="", nullable=False),
        *_promises(),
        *(
            sa.ForeignKeyConstraint(
                [column], ["tenants.id"], name=op.f(f"{TABLE}_{column}_refers_to_tenants")
            )
            for column in ("tenant_id", "company_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"{TABLE}_pk")),
        sa.UniqueConstraint("tenant_id", "key", name="a_mail_is_taken_once"),
    )
    _indexes()
    wall(op, TABLE)
    op.add_column("mails", sa.Column("reply_to", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("mails", "reply_to")
    op.drop_table(TABLE)


def _promises() -> tuple[sa.CheckConstraint, ...]:
    held = {
        "topic_is_one_we_know": f"topic in {TOPICS}",
        "standing_is_one_we_know": f"standing in {STANDINGS}",
        "because_is_one_we_know": f"because in {REASONS}",
        "a_mail_that_is_taken_says_by_which_request": (
            "(standing = 'taken') = (company_id is not null) "
            "and (company_id is null) = (request_number is null)"
        ),
        "a_mail_is_set_aside_with_a_reason": "(standing = 'set aside') = (aside_reason <> '')",
        "a_mail_that_was_not_taken_at_once_says_why": (
            "(because is null) = (standing = 'taken' and settled_by_name is null)"
        ),
        "who_settles_a_mail_says_when": "(settled_by_name is null) = (settled_at is null)",
    }
    return tuple(sa.CheckConstraint(said, name=op.f(name)) for name, said in held.items())


def _indexes() -> None:
    op.create_index(op.f(f"{TABLE}_public_id"), TABLE, ["public_id"])
    op.create_index("mails_that_stand_so", TABLE, ["tenant_id", "standing", "id"])
    op.create_index(
        "mails_of_a_request",
        TABLE,
        ["company_id", "request_number"],
        postgresql_where=sa.text("company_id is not null"),
    )
    op.create_index(
        "an_address_is_answered_once_a_day",
        TABLE,
        ["tenant_id", "sender", "answered_on"],
        unique=True,
        postgresql_where=sa.text("answered_on is not null"),
    )
