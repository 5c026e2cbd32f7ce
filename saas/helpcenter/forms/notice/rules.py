"""What the form is called, and its one line in a list of requests."""

from __future__ import annotations

from typing import Final

from saas.text import N_

FORM: Final = "notice"
SUBJECT: Final = N_("Leave %(plan)s")
"""`plan` is what the plan was called when the form was sent."""
