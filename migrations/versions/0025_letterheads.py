"""What a seller's documents look like: a logo kept once, colours, and terms they print."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import never_edited, open_table

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

NEW = ("tint", "terms_sv", "terms_en", "terms_link")


def upgrade() -> None:
    kinds = sa.Enum(
        "svg", "png", name="logokind_is_one_we_know", native_enum=False, create_constraint=True,
        length=40,
    )  # fmt: skip
    op.create_table(
        "logos",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("kind", kinds, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "sha256 = encode(sha256(content), 'hex')", name=op.f("a_logo_is_named_by_its_hash")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("logos_pk")),
        sa.UniqueConstraint("sha256", name=op.f("one_logos_per_sha256")),
    )
    open_table(op, "logos", append_only=True)
    never_edited(op, "logos")
    op.drop_column("sellers", "terms_words")
    for column in NEW:
        op.add_column("sellers", sa.Column(column, sa.Text(), server_default="", nullable=False))
    op.add_column("sellers", sa.Column("logo", sa.Text(), nullable=True))
    op.create_foreign_key(
        op.f("sellers_logo_refers_to_logos"), "sellers", "logos", ["logo"], ["sha256"]
    )


def downgrade() -> None:
    op.drop_constraint("sellers_logo_refers_to_logos", "sellers", type_="foreignkey")
    for column in ("logo", *NEW):
        op.drop_column("sellers", column)
    op.add_column("sellers", sa.Column("terms_words", sa.Text(), server_default="", nullable=False))
    op.drop_table("logos")
