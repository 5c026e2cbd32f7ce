"""Rendering: an issued invoice in its own language, the same bytes each time."""

from __future__ import annotations

from typing import Final

from flask_babel import force_locale

from saas.billing.documents.rules import invoice_paper
from saas.billing.letterhead.paper import with_letterhead
from saas.billing.snapshot.rules import Snapshot
from saas.documents import render
from saas.documents.typesetting import HOUSE
from saas.web.words import say

INVOICE: Final = HOUSE / "documents" / "invoice.typ"


def invoice_pdf(content: Snapshot) -> bytes:
    """The invoice that `content` is the snapshot of, as archivable PDF, in its language."""
    with force_locale(content["language"]):
        paper = invoice_paper(content, say)
    return render(INVOICE, with_letterhead(paper))
