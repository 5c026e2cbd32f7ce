"""The certificate on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Final

from flask_babel import force_locale
from flask_babel import gettext as _

from saas.billing.certificate.rules import Certificate
from saas.billing.letterhead.paper import with_letterhead
from saas.billing.seller.models import Seller
from saas.billing.totals.rules import InvoiceKind
from saas.documents import render
from saas.documents.typesetting import HOUSE
from saas.web.words import day, money

CONFIRMATION: Final = HOUSE / "documents" / "confirmation.typ"


MOST_NAMED: Final = 50


def certificate_pdf(made: Certificate, seller: Seller, *, on: date, language: str) -> bytes:
    """The certificate as archivable PDF, as of a day."""
    with force_locale(language):
        facts = [
            (_("Seller"), f"{made.seller}, {made.org_number}"),
            (_("Series and fiscal year"), made.name),
            (_("First number"), f"{made.first}  {day(made.first_day)}" if made.first_day else "–"),
            (_("Last number"), f"{made.last}  {day(made.last_day)}" if made.last_day else "–"),
            (_("Documents"), str(made.count)),
        ]
        for (kind, currency), sums in made.sums.items():
            words = _("Invoices") if kind is InvoiceKind.INVOICE else _("Credit notes")
            said = _("%(count)s, net %(net)s, VAT %(vat)s, total %(total)s") % {
                "count": sums.count,
                "net": money(sums.net),
                "vat": money(sums.vat),
                "total": money(sums.total),
            }
            facts.append((f"{words} {currency}", said))
        facts.append((_("Hash of the register"), made.register_hash))
        data = {
            "language": language,
            "dated": on.isoformat(),
            "title": _("Certificate of completeness"),
            "number": made.name,
            "lead": _lead(made),
            "facts": [{"term": term, "value": value} for term, value in facts],
            "notes": [
                _(
                    "The hash is SHA-256 over every document in order: the hash before it, its "
                    "number, kind, day, total, currency and the hash of its contents."
                )
            ],
            "seller": asdict(seller.details),
        }
    return render(CONFIRMATION, with_letterhead(data))


def _lead(made: Certificate) -> str:
    """That the series is whole; or what of it is missing, and what came out of its order."""
    said: list[str] = []
    if made.is_complete:
        said.append(
            _("Every number from the first to the last was given once, in the order of days.")
        )
    if made.missing:
        said.append(
            _("The series is not complete: %(missing)s are missing.")
            % {"missing": _positions(made.missing)}
        )
    if made.out_of_order:
        said.append(
            _("Dated before the number ahead of them: %(numbers)s.")
            % {"numbers": _positions(made.out_of_order)}
        )
    return " ".join(said)


def _positions(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers[:MOST_NAMED]))
