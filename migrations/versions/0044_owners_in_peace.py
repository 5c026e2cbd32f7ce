"""The trigger that keeps an owner no longer waits for rows that only refer to one.

Whoever asked for something in an owner's name and then waited for a seat met whoever had the
seats and let another owner go: each waited for the other.
"""

from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

KEEP_AN_OWNER = """
create or replace function keep_an_owner() returns trigger language plpgsql as $$
begin
  perform 1 from people
    where tenant_id = old.tenant_id and role = 'owner' and removed_at is null
      and read_only_since is null
    order by id for {strength};
  if not found then
    raise exception 'a company keeps an owner who can act'
      using errcode = 'integrity_constraint_violation', constraint = 'company_keeps_an_owner';
  end if;
  return null;
end $$
"""


def upgrade() -> None:
    op.execute(KEEP_AN_OWNER.format(strength="no key update"))


def downgrade() -> None:
    op.execute(KEEP_AN_OWNER.format(strength="update"))
