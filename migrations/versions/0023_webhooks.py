"""Addresses of companies' programs, and the messages to them."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import wall

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "webhook_endpoints",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_name", sa.Text(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenants.id"],
            name=op.f("webhook_endpoints_tenant_id_refers_to_tenants"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("webhook_endpoints_pk")),
    )
    op.create_index(
        op.f("webhook_endpoints_public_id"), "webhook_endpoints", ["public_id"], unique=False
    )
    wall(op, "webhook_endpoints")
    op.create_table(
        "webhook_messages",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("endpoint_id", sa.BigInteger(), nullable=False),
        sa.Column("invoice_id", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "endpoint_id"],
            ["webhook_endpoints.tenant_id", "webhook_endpoints.id"],
            name=op.f("webhook_messages_tenant_id_endpoint_id_refers_to_webhook_endpoints"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "invoice_id"],
            ["invoices.tenant_id", "invoices.id"],
            name=op.f("webhook_messages_tenant_id_invoice_id_refers_to_invoices"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("webhook_messages_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("webhook_messages_pk")),
        sa.UniqueConstraint(
            "tenant_id",
            "endpoint_id",
            "invoice_id",
            name=op.f("a_webhook_tells_of_an_invoice_once"),
        ),
    )
    op.create_index(
        op.f("webhook_messages_public_id"), "webhook_messages", ["public_id"], unique=False
    )
    wall(op, "webhook_messages")


def downgrade() -> None:
    op.drop_table("webhook_messages")
    op.drop_table("webhook_endpoints")
