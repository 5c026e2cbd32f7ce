"""A company that has ceased: told with evidence, decided by staff, its agreement ended."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import wall

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

CHANNELS = "'button', 'api', 'form', 'mail', 'letter', 'phone'"
REASONS = "'bankruptcy', 'liquidation', 'merger', 'struck_off', 'death'"
LAPSES = "'unanswered', 'terms changed', 'credit left', 'taker has plan'"
ACCOUNTS = ("registered_by_account_id", "decided_by_account_id", "taken_back_by_account_id")
RULES = {
    "no_cessation_without_proof": "reference <> '' or paper is not null",
    "a_paper_has_a_name_and_a_kind": (
        "num_nonnulls(paper, paper_name, paper_type, paper_sha256) in (0, 4)"
    ),
    "approved_or_declined_not_both": "num_nonnulls(approved_at, declined_at) <= 1",
    "a_decision_says_by_whom": (
        "(num_nonnulls(approved_at, declined_at) = 0) = (decided_by_account_id is null) "
        "and (decided_by_account_id is null) = (decided_by_name is null)"
    ),
    "who_takes_back_says_so": (
        "num_nonnulls(taken_back_at, taken_back_by_account_id, taken_back_by_name) in (0, 3)"
    ),
}
NOTICE = {
    "notice_looks_ahead": ("last_day >= received_on", "last_day >= received_on or ceased"),
    "a_withdrawal_says_when_and_by_whom": (
        "num_nonnulls(withdrawn_at, withdrawn_by_id) in (0, 2)",
        "num_nonnulls(withdrawn_at, withdrawn_by_id) in (0, 2) or ceased",
    ),
}


def upgrade() -> None:
    op.add_column("tenants", sa.Column("ceased_on", sa.Date(), nullable=True))
    op.add_column(
        "notices",
        sa.Column("ceased", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.alter_column("notices", "given_by_id", nullable=True)
    for name, (_before, after) in NOTICE.items():
        _rule("notices", name, after)
    op.create_check_constraint(
        op.f("notice_is_given_by_one_of_the_company"),
        "notices",
        "given_by_id is not null or ceased",
    )
    _rule("transfers", "lapse_is_one_we_know", f"lapsed_because in ({LAPSES}, 'taker ceased')")
    _cessations()


def downgrade() -> None:
    op.drop_table("cessations")
    op.execute("delete from notices where ceased")
    _rule("transfers", "lapse_is_one_we_know", f"lapsed_because in ({LAPSES})")
    op.drop_constraint(op.f("notice_is_given_by_one_of_the_company"), "notices")
    for name, (before, _after) in NOTICE.items():
        _rule("notices", name, before)
    op.alter_column("notices", "given_by_id", nullable=False)
    op.drop_column("notices", "ceased")
    op.drop_column("tenants", "ceased_on")


def _rule(table: str, name: str, says: str) -> None:
    op.drop_constraint(op.f(name), table)
    op.create_check_constraint(op.f(name), table, says)


def _cessations() -> None:
    op.create_table(
        "cessations",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("contact_name", sa.Text(), nullable=False),
        sa.Column("contact_email", sa.Text(), nullable=False),
        sa.Column("paper_name", sa.Text(), nullable=True),
        sa.Column("paper_type", sa.Text(), nullable=True),
        sa.Column("paper_sha256", sa.Text(), nullable=True),
        sa.Column("paper", sa.LargeBinary(), nullable=True),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("told_by_name", sa.Text(), nullable=False),
        sa.Column("registered_by_account_id", sa.BigInteger(), nullable=False),
        sa.Column("registered_by_name", sa.Text(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_account_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_by_name", sa.Text(), nullable=True),
        sa.Column("says", sa.Text(), server_default="", nullable=False),
        sa.Column("notice_id", sa.BigInteger(), nullable=True),
        sa.Column("notice_before", sa.Date(), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_by_account_id", sa.BigInteger(), nullable=True),
        sa.Column("taken_back_by_name", sa.Text(), nullable=True),
        sa.CheckConstraint(f"reason in ({REASONS})", name=op.f("reason_is_one_we_know")),
        sa.CheckConstraint(f"channel in ({CHANNELS})", name=op.f("channel_is_one_we_know")),
        *(sa.CheckConstraint(says, name=op.f(name)) for name, says in RULES.items()),
        *(
            sa.ForeignKeyConstraint(
                [column], ["accounts.id"], name=op.f(f"cessations_{column}_refers_to_accounts")
            )
            for column in ACCOUNTS
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "notice_id"],
            ["notices.tenant_id", "notices.id"],
            name=op.f("cessations_tenant_id_notice_id_refers_to_notices"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("cessations_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("cessations_pk")),
    )
    op.create_index(op.f("cessations_public_id"), "cessations", ["public_id"])
    op.create_index(
        "one_cessation_per_company",
        "cessations",
        ["tenant_id"],
        unique=True,
        postgresql_where=sa.text("declined_at is null and taken_back_at is null"),
    )
    wall(op, "cessations")
