"""Chapters of the story about its end: notice, the last day, and what a stranger finds of it."""

import re
from datetime import date

from saas.dates import add_months
from saas.demo.logins import PASSWORD as DEMO_PASSWORD
from tests.e2e.company import Company
from tests.e2e.deeds import lets_pass, logs_in, printed, today
from tests.e2e.someone import Someone


def gives_notice(astrid: Someone, company: Company) -> date:
    """Confirmed at once, with a number and the last day: on the page, on paper, by mail."""
    astrid.goes_to("/overview")
    astrid.clicks = 0
    last_day = add_months(today(astrid), 3)
    written = f"{last_day.day} {last_day:%B %Y}"
    astrid.follows("Plan")
    astrid.follows("Give notice")
    astrid.ticks("I give notice for")
    astrid.presses("Give notice")
    astrid.sees("Your notice is confirmed", f"Your last day is {written}.")
    number = re.search(r"Notice number (\S+)", astrid.text())[1]
    pdf = astrid.fetches("Save as PDF")
    assert astrid.clicks <= 3
    assert number in printed(pdf)
    assert written in printed(pdf)
    astrid.opens_letter(company.email, f"Your notice {number}")
    astrid.sees(written)
    assert astrid.fetches(".pdf").startswith(b"%PDF")
    return last_day


def is_on_free_when_it_is_over(astrid: Someone, bjorn: Someone, last_day: date) -> None:
    """A last invoice of some days, one who may act, one who may look, and nobody deleted."""
    lets_pass(astrid, "+3 months")
    assert today(astrid) == last_day
    astrid.goes_to("/overview")
    astrid.sees("Basic, 2 of 9 seats used")
    lets_pass(astrid, "+1 day")
    astrid.waits_at("/overview", "Free, ")
    bjorn.waits_at("/overview", "Your access is read-only")
    bjorn.goes_to("/help/users/add")
    bjorn.sees("This cannot be done")
    astrid.goes_to("/overview")
    astrid.sees("Free, 1 of 1 seats used")
    astrid.goes_to("/people")
    astrid.sees("Astrid Lind", "Björn Ek", "May only look")
    astrid.goes_to("/invoices")
    latest, *earlier = [_amount(row) for row in astrid.page.locator("tbody tr").all_inner_texts()]
    assert latest < min(earlier[:2]), "the last invoice is for a few days only"
    astrid.follows(astrid.page.locator("tbody th a").first.inner_text())
    astrid.sees(" days ", f"– {last_day}")


def charlie_finds_nothing(
    charlie: Someone, astrid: Someone, company: Company, invoice: str
) -> None:
    """Every address she has been at is nothing to him, or his own; nothing on it is hers."""
    logs_in(charlie, "charlie@smedjan.example", DEMO_PASSWORD)
    hers = {company.name, company.number, company.digits, company.email, invoice, company.colleague}
    answers = {}
    for path in astrid.visited:
        if path.startswith(("/mail", "/register")):
            continue  # the mail box is the demo's, and the link she has used was hers
        answer = charlie.context.request.get(astrid.house.address + path)
        answers[path] = answer.status
        assert not [word for word in hers if word in answer.text() and word not in path], path
    with_ids = [path for path in answers if re.match(r"/(invoices/\d|payments/pay_)", path)]
    assert len(with_ids) >= 6
    assert {answers[path] for path in with_ids} == {404}


def _amount(row: str) -> int:
    """The first amount of a row, in öre."""
    return int(re.sub(r"\D", "", re.search(r"SEK\s*([\d,.]+)", row)[1]))
