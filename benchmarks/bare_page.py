"""The barest page of its kind: Flask, Jinja, three questions to PostgreSQL, 25 rows.

No log-in, no wall, no CSRF, no headers, no translation: what the overview is compared with.
"""

from __future__ import annotations

import os
import threading

import psycopg
from flask import Flask, render_template_string, request

app = Flask(__name__)
connections = threading.local()

PAGE = """<!doctype html>
<html lang="en"><head><title>{{ company[0] }}</title></head><body><h1>{{ company[0] }}</h1>
<p>{{ company[1] }}, {{ company[2] }}. {{ owed }} to pay.</p>
<table><thead><tr><th>Number</th><th>Issued</th><th>Due</th><th>Total</th></tr></thead><tbody>
{% for number, issued, due, total in invoices %}
<tr><td><a href="/invoices/{{ number }}">{{ number }}</a></td><td>{{ issued }}</td>
<td>{{ due }}</td><td>{{ total }}</td></tr>
{% endfor %}
</tbody></table></body></html>
"""


LIST = """<!doctype html>
<html lang="en"><head><title>{{ company }}</title></head><body><h1>{{ company }}</h1>
<table><thead><tr><th>Number</th><th>Issued</th><th>Due</th><th>Total</th><th>Left</th></tr></thead>
<tbody>
{% for number, issued, due, total, left in invoices %}
<tr><td><a href="/invoices/{{ number }}">{{ number }}</a></td><td>{{ issued }}</td>
<td>{{ due }}</td><td>{{ total }}</td><td>{{ left }}</td></tr>
{% endfor %}
</tbody></table></body></html>
"""


def ask(question: str, *values: object) -> list[tuple[object, ...]]:
    """One question on this thread's connection."""
    if not hasattr(connections, "mine"):
        url = os.environ["DATABASE_PLATFORM_URL"].replace("+psycopg", "")
        connections.mine = psycopg.connect(url, autocommit=True)
    rows: list[tuple[object, ...]] = connections.mine.execute(question, values).fetchall()
    return rows


@app.get("/overview")
def overview() -> str:
    """One company, what it owes, and 25 invoices."""
    tenant = int(request.cookies["session"].removeprefix("bench-"))
    [company] = ask("select name, street, city from tenants where id = %s", tenant)
    [(owed,)] = ask(
        "select sum(amount_minor) from ledger_postings where tenant_id = %s"
        " and account = 'receivable'",
        tenant,
    )
    invoices = ask(
        "select number, issued_on, due_on, total_minor from invoices where tenant_id >= %s"
        " order by tenant_id, id limit 25",
        tenant,
    )
    return render_template_string(PAGE, company=company, owed=owed, invoices=invoices)


@app.get("/invoices")
def invoices() -> str:
    """One company and its 100 latest invoices."""
    tenant = int(request.cookies["session"].removeprefix("bench-"))
    [(company,)] = ask("select name from tenants where id = %s", tenant)
    latest = ask(
        "select i.number, i.issued_on, i.due_on, i.total_minor, coalesce(c.open_minor, 0)"
        " from invoices i left join open_claims c on c.tenant_id = i.tenant_id and c.id = i.id"
        " where i.tenant_id = %s order by i.issued_on desc, i.id desc limit 100",
        tenant,
    )
    return render_template_string(LIST, company=company, invoices=latest)
