"""Kundzon: a multi-tenant platform where companies hold plans, seats and invoices.

Read it from the ground up: the ground floor (`money`, `dates`, `scope`, `db`, `outbox`,
`web`), then `tenants`, then `licensing`, then `billing`, then `helpcenter`, and last
`wiring` and `app`, which put the house together.
"""
