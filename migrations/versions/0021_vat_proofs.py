"""What the authorities have answered about VAT numbers."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import wall

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "vat_proofs",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "valid",
                "invalid",
                "unanswered",
                name="proofanswer_is_one_we_know",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("registered_name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("vat_proofs_tenant_id_refers_to_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("vat_proofs_pk")),
    )
    op.create_index("proofs_of_a_number", "vat_proofs", ["tenant_id", "number", "id"], unique=False)
    wall(op, "vat_proofs", append_only=True)


def downgrade() -> None:
    op.drop_table("vat_proofs")
