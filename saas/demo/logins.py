"""Who can log in to the demo."""

from __future__ import annotations

from typing import Final

PASSWORD: Final = "smorgasbord-for-three"  # noqa: S105 - the demo's, and printed when it starts
LOGINS: Final = (
    ("alice@bageriet.example", "owns Ågrens Bageri AB: Premium, two extra seats, invoices to pay"),
    ("bob@bageriet.example", "works there, and may ask"),
    ("charlie@smedjan.example", "owns Nordströms Smide AB: Premium, under notice"),
    ("dana@blomman.example", "owns Blomman Danielsson: a sole trader on Free"),
    ("stina@kundzon.example", "is the operator's staff"),
    ("sven@kundzon.example", "is so too: some things take two of them"),
)
