"""Chapters of the story about a plan: what was shown is what is agreed and what is invoiced."""

import re

from tests.e2e.company import Company
from tests.e2e.deeds import lets_pass, printed, says_where_invoices_go
from tests.e2e.someone import Someone


def upgrades_to_exactly_what_was_shown(astrid: Someone, company: Company) -> None:
    """Basic 249.00 and one extra seat 49.00 are 298.00, with a quarter of tax 372.50."""
    astrid.follows("Choose Basic")
    astrid.types("Extra seats", "1")
    astrid.presses("Continue")
    says_where_invoices_go(astrid, company.email)
    astrid.sees("1 × SEK 249.00", "1 seat × SEK 49.00", "SEK 298.00", "SEK 74.50", "SEK 372.50")
    astrid.presses("Agree and be invoiced SEK 372.50")
    astrid.sees("Agreed", "3 seats")


def finds_the_invoice_in_three_places(astrid: Someone, company: Company) -> str:
    """In the portal, as PDF, and in the mail: the same number, amount and reference."""
    astrid.waits_at("/invoices", "372.50")
    (number,) = re.findall(r"\b20\d{9}\b", astrid.text())
    astrid.follows(number)
    astrid.sees(number, "372.50", "1 seat × SEK 49.00", company.number)
    ocr = re.search(r"OCR number\W+(\d+)", astrid.text())[1]
    pdf = astrid.fetches("Open as PDF")
    for told in number, ocr, "372.50":
        assert told in printed(pdf)
    astrid.opens_letter(company.email, f"Invoice {number}")
    astrid.sees(ocr, "372.50")
    assert astrid.fetches(".pdf") == pdf
    return number


def has_four_open_invoices_of_which_one_is_overdue(astrid: Someone) -> None:
    """Time brings the second; seats ordered in the middle of a month bring two of some days."""
    lets_pass(astrid, "+1 month", "+1 day", "+1 day", "+1 day")
    for extra, seats in ("4", "6 seats"), ("7", "9 seats"):
        astrid.goes_to("/plan")
        astrid.follows("Order more seats")
        astrid.types("Extra seats", extra)
        astrid.presses("Continue")
        astrid.sees(" days ", "3 seats × SEK 49.00")
        astrid.presses("Agree")
        astrid.sees(seats)
    astrid.waits_at("/overview", "4 open invoices")
    astrid.sees("1 invoice is overdue")
