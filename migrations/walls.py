"""The wall between tenants, and what the runtime role may do to a table."""

from __future__ import annotations

from typing import Any

THEIRS = "nullif(current_setting('app.tenant_id', true), '')::bigint"


def wall(op: Any, table: str, *, append_only: bool = False, key: str = "tenant_id") -> None:
    """Enable and force row-level security on `table` and let the runtime role in, by tenant.

    An `append_only` table can be read and added to, never changed: the runtime role has no
    right to, and a trigger refuses everyone else.
    """
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(
        f"create policy {table}_belong_to_one_tenant on {table} "
        f"using ({key} = {THEIRS}) with check ({key} = {THEIRS})"
    )
    open_table(op, table, append_only=append_only)
    if append_only:
        never_edited(op, table)


def open_table(op: Any, table: str, *, append_only: bool = False, read_only: bool = False) -> None:
    """Give the runtime and platform roles their rights on `table`; no wall of its own."""
    rights = "select" if read_only else "select, insert"
    if not append_only and not read_only:
        rights += ", update, delete"
    op.execute(f"grant {rights} on {table} to saas_runtime, saas_platform")
    op.execute("grant usage on all sequences in schema public to saas_runtime, saas_platform")


def never_edited(op: Any, table: str) -> None:
    """Refuse every UPDATE and DELETE on `table`, whoever asks."""
    op.execute(
        f"create trigger {table}_are_never_edited before update or delete on {table} "
        "for each row execute function refuse_to_edit()"
    )
