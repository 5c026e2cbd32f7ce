"""A listener that inserts when it is told: a program that imports nothing of ours."""

from __future__ import annotations

import psycopg

TENANT = 1


def be_notified(url: str) -> None:
    """The quickest way there is from a commit to an effect: LISTEN, and insert when told."""
    with psycopg.connect(url) as writer, psycopg.connect(url, autocommit=True) as listener:
        listener.execute("listen happened")
        print("listening", flush=True)
        for told in listener.notifies():
            statement = "insert into effects (tenant_id, number) values (%s, %s)"
            writer.execute(statement, (TENANT, int(told.payload)))
            writer.commit()
