"""Letters before document numbers belong to one seller, for as long as it uses them or has."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

REMEMBER = """
    insert into series_owners (code, seller_id)
    select code, seller_id from number_series
    union select series, id from sellers
    union select credit_series, id from sellers where credit_series <> ''
"""


def upgrade() -> None:
    op.create_table(
        "series_owners",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("seller_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["seller_id"], ["sellers.id"], name=op.f("series_owners_seller_id_refers_to_sellers")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("series_owners_pk")),
        sa.UniqueConstraint("seller_id", "code", name="letters_and_whose_they_are"),
    )
    op.execute(REMEMBER)
    op.execute("grant select, insert, delete on series_owners to saas_runtime, saas_platform")
    op.create_foreign_key(
        "a_series_is_its_owner_s",
        "number_series",
        "series_owners",
        ["seller_id", "code"],
        ["seller_id", "code"],
    )
    op.create_foreign_key(
        "a_seller_owns_its_letters",
        "sellers",
        "series_owners",
        ["id", "series"],
        ["seller_id", "code"],
        deferrable=True,
        initially="DEFERRED",
    )
    op.drop_constraint("a_series_is_one_seller_s", "sellers")


def downgrade() -> None:
    op.create_unique_constraint("a_series_is_one_seller_s", "sellers", ["series"])
    op.drop_constraint("a_seller_owns_its_letters", "sellers")
    op.drop_constraint("a_series_is_its_owner_s", "number_series")
    op.drop_table("series_owners")
