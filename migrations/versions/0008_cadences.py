"""Cadences, binding terms and renewals of agreements; changes to come; services; billing days."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import wall

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WALLED = ("scheduled_changes", "rendered_services", "billing_days")
KINDS = ("none", "months_from_receipt", "whole_calendar_months", "contract")
RENEWED = (*KINDS, "renewal_deadline")
BACKFILL = """
alter table agreements no force row level security;
alter table agreement_terms no force row level security;
alter table agreement_terms disable trigger terms_are_closed_once;
update agreement_terms t set anchor = a.started_on
  from agreements a where a.tenant_id = t.tenant_id and a.id = t.agreement_id;
alter table agreement_terms enable trigger terms_are_closed_once;
alter table agreement_terms force row level security;
alter table agreements force row level security;
"""


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(
        *values,
        name=f"{name}_is_one_we_know",
        native_enum=False,
        create_constraint=True,
        length=40,
    )


def _timing() -> sa.Enum:
    return _one_of("timing", "in_advance", "in_arrears", "prebilled")


def _allow(table: str, column: str, name: str, values: tuple[str, ...]) -> None:
    """Let a text column of a table take these values, and no other."""
    listed = ", ".join(f"'{value}'" for value in values)
    op.drop_constraint(f"{name}_is_one_we_know", table, type_="check")
    op.create_check_constraint(op.f(f"{name}_is_one_we_know"), table, f"{column} in ({listed})")


def upgrade() -> None:
    for column in (
        sa.Column("cadence_months", sa.BigInteger(), nullable=False, server_default="1"),
        sa.Column("billed", _timing(), nullable=False, server_default="in_advance"),
        sa.Column("anchor", sa.Date(), nullable=True),
        sa.Column("bound_until", sa.Date(), nullable=True),
        sa.Column("renews_months", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("notice_days", sa.BigInteger(), nullable=False, server_default="0"),
    ):
        op.add_column("agreement_terms", column)
    op.execute(BACKFILL)
    op.alter_column("agreement_terms", "anchor", nullable=False)
    op.alter_column("agreement_terms", "agreed_by_id", nullable=True)
    op.create_check_constraint(
        op.f("terms_begin_within_their_periods"),
        "agreement_terms",
        "anchor <= starts_on and cadence_months > 0",
    )
    _allow("agreement_terms", "notice_kind", "noticekind", RENEWED)
    _allow("invoice_lines", "item", "item", ("plan", "seats", "service"))
    _scheduled_changes()
    _rendered_services()
    _billing_days()
    for table in WALLED:
        wall(op, table)


def _tenants_own(table: str, *columns: str) -> list[sa.ForeignKeyConstraint]:
    referred = {"agreement_id": "agreements"}
    return [
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f(f"{table}_tenant_id_refers_to_tenants")
        ),
        *(
            sa.ForeignKeyConstraint(
                ["tenant_id", column],
                [f"{there}.tenant_id", f"{there}.id"],
                name=op.f(f"{table}_tenant_id_{column}_refers_to_{there}"),
            )
            for column in columns
            for there in [referred.get(column, "people")]
        ),
    ]


def _scheduled_changes() -> None:
    open_ = sa.text("withdrawn_at is null and carried_out_at is null")
    op.create_table(
        "scheduled_changes",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("agreement_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "why",
            _one_of("changereason", "customer", "contract", "price_increase"),
            nullable=False,
        ),
        sa.Column("agreed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.BigInteger(), nullable=True),
        sa.Column("carried_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("plan_name", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("seat_fee_minor", sa.BigInteger(), nullable=True),
        sa.Column("seats_included", sa.BigInteger(), nullable=False),
        sa.Column("extra_seats", sa.BigInteger(), nullable=False),
        sa.Column("cadence_months", sa.BigInteger(), nullable=False),
        sa.Column("billed", _timing(), nullable=False),
        sa.Column("anchor", sa.Date(), nullable=False),
        sa.Column("bound_until", sa.Date(), nullable=True),
        sa.Column("renews_months", sa.BigInteger(), nullable=False),
        sa.Column("notice_kind", _one_of("noticekind", *RENEWED), nullable=False),
        sa.Column("notice_months", sa.BigInteger(), nullable=False),
        sa.Column("notice_days", sa.BigInteger(), nullable=False),
        sa.Column("notice_to_period_end", sa.Boolean(), nullable=False),
        sa.Column("notice_term", _one_of("bindingterm", "A", "B"), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(withdrawn_at, carried_out_at) < 2",
            name=op.f("a_change_is_withdrawn_or_carried_out"),
        ),
        sa.CheckConstraint(
            "anchor <= starts_on and cadence_months > 0",
            name=op.f("changes_begin_within_their_periods"),
        ),
        *_tenants_own("scheduled_changes", "agreement_id", "agreed_by_id", "withdrawn_by_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("scheduled_changes_pk")),
    )
    op.create_index(op.f("scheduled_changes_public_id"), "scheduled_changes", ["public_id"])
    op.create_index(
        "one_coming_change_per_agreement",
        "scheduled_changes",
        ["tenant_id", "agreement_id", "why"],
        unique=True,
        postgresql_where=open_,
    )
    op.create_index("changes_to_come", "scheduled_changes", ["starts_on"], postgresql_where=open_)


def _rendered_services() -> None:
    op.create_table(
        "rendered_services",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("agreement_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("unit_price_minor", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("recorded_by_name", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("a_service_is_of_something")),
        sa.CheckConstraint("unit_price_minor >= 0", name=op.f("a_service_costs_nothing_or_more")),
        *_tenants_own("rendered_services", "agreement_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("rendered_services_pk")),
    )
    op.create_index(op.f("rendered_services_public_id"), "rendered_services", ["public_id"])
    op.create_index("services_of_an_agreement", "rendered_services", ["tenant_id", "agreement_id"])


def _billing_days() -> None:
    op.create_table(
        "billing_days",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("agreement_id", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        *_tenants_own("billing_days", "agreement_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("billing_days_pk")),
        sa.UniqueConstraint("tenant_id", "agreement_id", name="one_billing_day_per_agreement"),
    )
    op.create_index(
        "billing_days_to_come",
        "billing_days",
        ["due_on"],
        postgresql_where=sa.text("due_on is not null"),
    )


def downgrade() -> None:
    for table in reversed(WALLED):
        op.drop_table(table)
    _allow("invoice_lines", "item", "item", ("plan", "seats"))
    _allow("agreement_terms", "notice_kind", "noticekind", KINDS)
    op.drop_constraint("terms_begin_within_their_periods", "agreement_terms", type_="check")
    op.alter_column("agreement_terms", "agreed_by_id", nullable=False)
    for column in (
        "notice_days",
        "renews_months",
        "bound_until",
        "anchor",
        "billed",
        "cadence_months",
    ):
        op.drop_column("agreement_terms", column)
