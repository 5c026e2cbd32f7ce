"""A gateway that speaks Stripe's HTTP API and moves no money, for development, demo and tests.

Read it from `simulator` (one API call from arrival to answer), then `resources` (what can be
called), `cards` (how each test number behaves) and `hosted` (the pages a card holder sees). It
binds loopback only, and knows no card numbers but the published test numbers.
"""
