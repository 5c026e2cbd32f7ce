"""Ways of delivery, addresses that mail comes back from, and every sending of an invoice."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.walls import wall

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


WAYS = ("mail", "e_invoice", "paper", "portal")


def _owned(table: str, *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        table,
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f(f"{table}_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"{table}_pk")),
    )


def upgrade() -> None:
    _owned(
        "delivery_choices",
        sa.Column("way", _one_of("way_is_one_we_know", *WAYS), nullable=False),
        sa.Column("also_to", postgresql.JSONB(), nullable=False),
        sa.Column("specification_to", postgresql.JSONB(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column(
            "format", _one_of("format_is_one_we_know", "peppol_bis_billing_3"), nullable=False
        ),
        sa.Column("stage", _one_of("stage_is_one_we_know", "test", "active"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_name", sa.Text(), nullable=False),
        sa.CheckConstraint("(scheme = '') = (identifier = '')", name=op.f("an_address_is_whole")),
        sa.UniqueConstraint("tenant_id", name=op.f("one_choice_of_delivery_per_company")),
    )
    wall(op, "delivery_choices")
    _owned(
        "bounced_addresses",
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by_name", sa.Text(), nullable=False),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index(
        "one_open_bounce_per_address",
        "bounced_addresses",
        ["tenant_id", "email"],
        unique=True,
        postgresql_where=sa.text("cleared_at is null"),
    )
    wall(op, "bounced_addresses")
    _owned(
        "dispatches",
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("invoice_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "paper", _one_of("paper_is_one_we_know", "invoice", "specification"), nullable=False
        ),
        sa.Column("way", _one_of("way_is_one_we_know", *WAYS), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("is_test", sa.Boolean(), nullable=False),
        sa.Column(
            "fate",
            _one_of("fate_is_one_we_know", "waiting", "sent", "accepted", "rejected", "bounced"),
            nullable=False,
        ),
        sa.Column("reason", postgresql.JSONB(), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "invoice_id"],
            ["invoices.tenant_id", "invoices.id"],
            name=op.f("dispatches_tenant_id_invoice_id_refers_to_invoices"),
        ),
        sa.UniqueConstraint(
            "tenant_id",
            "invoice_id",
            "paper",
            "way",
            "recipient",
            "is_test",
            name=op.f("an_invoice_goes_once_to_each_recipient"),
        ),
    )
    op.create_index(op.f("dispatches_public_id"), "dispatches", ["public_id"], unique=False)
    op.create_index(
        "dispatches_that_wait",
        "dispatches",
        ["way", "fate"],
        postgresql_where=sa.text("fate in ('waiting', 'sent') and way <> 'mail'"),
    )
    wall(op, "dispatches")
    op.execute(
        "update deliveries set reaction = 'billing.delivery.jobs.deliver_invoice' "
        "where reaction = 'billing.invoices.jobs.mail_invoice' and done_at is null"
    )


def downgrade() -> None:
    op.drop_table("dispatches")
    op.drop_table("bounced_addresses")
    op.drop_table("delivery_choices")
