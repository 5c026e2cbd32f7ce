"""Runs the steps as the owner role, within one transaction each, never waiting long for a lock.

Steps know nothing of the models as they are today, so these are not read, but for a draft.
"""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine, text

config = context.config
engine = create_engine(config.attributes["url"])
with engine.connect() as connection:
    connection.execute(text("set lock_timeout = '5s'"))
    connection.execute(text("set role saas_owner"))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=config.attributes.get("models"),
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
