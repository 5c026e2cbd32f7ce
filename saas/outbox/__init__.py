"""Facts are written down in the same transaction as what they tell of, and told after.

Everything that happens later happens as a reaction to an announced fact; nothing else
enqueues work. A delivery is one fact to be told to one reaction. Workers share them:
each leases a handful, then tells them one by one, and a reaction's own changes and the note
that it has reacted are committed together. So a fact told twice is acted on once, and what a
killed worker had leased is told by another when the lease runs out.
"""

from saas.outbox.facts import (
    Announcement,
    Delivery,
    Reaction,
    Reactions,
    announce,
    announce_many,
    init_app,
    name_of,
)
from saas.outbox.telling import BACK_OFF, tell
from saas.outbox.watching import (
    Untold,
    how_many_to_be_told,
    is_to_be_told,
    tell_again,
    untold,
)

__all__ = [
    "BACK_OFF",
    "Announcement",
    "Delivery",
    "Reaction",
    "Reactions",
    "Untold",
    "announce",
    "announce_many",
    "how_many_to_be_told",
    "init_app",
    "is_to_be_told",
    "name_of",
    "tell",
    "tell_again",
    "untold",
]
