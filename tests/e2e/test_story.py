"""The whole life of one company through its pages, with scripts and without."""

import io
import re
import time
from datetime import date

import pytest
from pypdf import PdfReader

from saas.dates import add_months
from saas.demo.logins import PASSWORD as DEMO_PASSWORD
from tests.e2e.company import Company, new_company
from tests.e2e.deeds import (
    ASKS_THE_BANK,
    DECLINES,
    PAYS,
    comes_in,
    lets_pass,
    logs_in,
    registers,
    says_where_invoices_go,
    types_the_card,
)
from tests.e2e.house import House
from tests.e2e.someone import Someone

ODD_SPELLINGS = {True: "SE {} {} 01", False: "Org.nr 16{}–{}"}


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_whole_life_of_a_company(scripts, house, someone, inspector):
    astrid = someone(scripts=scripts, inspector=inspector if scripts else None)
    bjorn = someone(scripts=scripts)
    company = new_company()

    registers(astrid, company, spelling=_odd(company, scripts=scripts))
    wants_a_colleague_and_learns_the_way_out(astrid)
    upgrades_to_exactly_what_was_shown(astrid, company)
    invoice = finds_the_invoice_in_three_places(astrid, company)
    saves_a_card(astrid, PAYS)
    has_four_open_invoices_of_which_one_is_overdue(astrid)
    pays_three_of_them_with_one_charge(astrid, house, company, scripts=scripts)
    is_told_what_to_do_when_the_bank_says_no(astrid, house)
    confirms_at_the_bank_and_pays_once(astrid, house)
    adds_a_user_who_comes_in(astrid, bjorn, company)
    last_day = gives_notice(astrid, company)
    is_on_free_when_it_is_over(astrid, bjorn, last_day)
    charlie_finds_nothing(someone(scripts=scripts), astrid, company, invoice)


def wants_a_colleague_and_learns_the_way_out(astrid: Someone) -> None:
    astrid.follows("People")
    astrid.follows("Add a colleague")
    astrid.types("Name", "Björn Ek")
    astrid.types("E-mail address", "bjorn@konditori.example")
    astrid.presses("Send the invitation")
    astrid.sees("There is a problem", "Upgrade")
    assert astrid.page.get_by_label("Name", exact=True).input_value() == "Björn Ek"
    astrid.follows("Upgrade")
    astrid.sees("Basic", "Premium", "Enterprise", "The prices are examples.")


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
    printed = _printed(pdf)
    assert {number, ocr, "372.50"} <= {word for word in (number, ocr, "372.50") if word in printed}
    astrid.opens_letter(company.email, f"Invoice {number}")
    astrid.sees(ocr, "372.50")
    assert astrid.fetches(".pdf") == pdf
    return number


def saves_a_card(astrid: Someone, number: str) -> None:
    astrid.goes_to("/cards")
    astrid.presses("Save a")
    types_the_card(astrid, number)
    astrid.sees(f"Visa •••• {number[-4:]}")


def has_four_open_invoices_of_which_one_is_overdue(astrid: Someone) -> None:
    """Time brings the second; seats ordered in the middle of a month bring two of some days."""
    lets_pass(astrid, "+1 month", "+1 day", "+1 day", "+1 day")
    for extra, seats in ("2", "4 seats"), ("3", "5 seats"):
        astrid.goes_to("/plan")
        astrid.follows("Order more seats")
        astrid.types("Extra seats", extra)
        astrid.presses("Continue")
        astrid.sees(" days ", "1 seat × SEK 49.00")
        astrid.presses("Agree")
        astrid.sees(seats)
    astrid.waits_at("/overview", "4 open invoices")
    astrid.sees("1 invoice is overdue")


def pays_three_of_them_with_one_charge(
    astrid: Someone, house: House, company: Company, *, scripts: bool
) -> None:
    before = house.charges()
    astrid.clicks = 0
    astrid.follows("Mass payment")
    boxes = astrid.page.get_by_role("checkbox", name="Pay invoice")
    assert [box.is_checked() for box in boxes.all()] == [True, False, False, False]
    amounts = [int(box.get_attribute("data-amount")) for box in boxes.all()]
    for box in boxes.all()[1:]:
        box.check()
    boxes.last.uncheck()
    if not scripts:
        astrid.presses("Update total")
    total = sum(amounts[:3])
    written = f"SEK {total / 100:,.2f}"
    astrid.sees("Chosen: 3", f"Total: {written}")
    astrid.chooses("Visa •••• 4242")
    astrid.presses("Check the payment")
    astrid.sees(written, "Visa •••• 4242", f"Send a receipt to {company.email}")
    astrid.presses(f"Pay {written}")
    astrid.sees("Thank you, the payment is done", f"{written} was charged")
    assert astrid.clicks <= 4 + (not scripts)
    assert astrid.page.locator("tbody tr", has_text="Paid").count() == 3
    assert _printed(astrid.fetches("Receipt as PDF")).count("SEK") >= 1
    assert [charge["amount"] for charge in house.charges()[len(before) :]] == [total]
    astrid.opens_letter(company.email, "Receipt for your payment")
    astrid.sees(written)
    assert astrid.fetches(".pdf").startswith(b"%PDF")


def is_told_what_to_do_when_the_bank_says_no(astrid: Someone, house: House) -> None:
    before = house.charges()
    saves_a_card(astrid, DECLINES)
    astrid.goes_to("/mass-payment")
    astrid.chooses("Visa •••• 0341")
    astrid.presses("Check the payment")
    astrid.presses("Pay SEK")
    astrid.sees("The payment was declined", "Nothing was charged", "use another card")
    astrid.follows("Try again")
    astrid.sees("Chosen: 1")
    assert house.charges() == before


def confirms_at_the_bank_and_pays_once(astrid: Someone, house: House) -> None:
    """From the choice of invoices to the card page and back, and then to the bank."""
    before = house.charges()
    astrid.presses("Save a new card")
    types_the_card(astrid, ASKS_THE_BANK)
    astrid.presses("Approve")
    astrid.sees("Chosen: 1", "Visa •••• 3184")
    astrid.chooses("Visa •••• 3184")
    astrid.presses("Check the payment")
    astrid.presses("Pay SEK")
    astrid.sees("Your bank wants you to confirm", "Nothing has been charged yet")
    assert house.charges() == before
    astrid.follows("Confirm at the bank")
    astrid.presses("Approve")
    astrid.sees("Thank you, the payment is done")
    assert len(house.charges()) == len(before) + 1
    astrid.waits_at("/mass-payment", "Nothing to pay")


def adds_a_user_who_comes_in(astrid: Someone, bjorn: Someone, company: Company) -> None:
    """Never a password in a mail: a link that works once."""
    for link in "Help", "Users", "Add a user":
        astrid.follows(link)
    astrid.types("Name", company.colleague)
    astrid.types("E-mail", company.colleagues_email)
    astrid.chooses("Member")
    astrid.presses("Send the invitation")
    astrid.sees("Carried out", company.colleague)
    comes_in(bjorn, company.colleagues_email, company.name)
    bjorn.sees("Basic, 2 of 5 seats used")
    bjorn.page.locator(".user-menu summary").click()
    bjorn.presses("Log out")
    logs_in(bjorn, company.colleagues_email)
    bjorn.sees(company.name)


def gives_notice(astrid: Someone, company: Company) -> date:
    """Confirmed at once, with a number and the last day: on the page, on paper, by mail."""
    astrid.goes_to("/overview")
    astrid.clicks = 0
    last_day = add_months(_today(astrid), 3)
    written = f"{last_day.day} {last_day:%B %Y}"
    astrid.follows("Plan")
    astrid.follows("Give notice")
    astrid.ticks("I give notice for")
    astrid.presses("Give notice")
    astrid.sees("Your notice is confirmed", f"Your last day is {written}.")
    number = re.search(r"Notice number (\S+)", astrid.text())[1]
    pdf = astrid.fetches("Save as PDF")
    assert astrid.clicks <= 3
    printed = _printed(pdf)
    assert number in printed
    assert written in printed
    astrid.opens_letter(company.email, f"Your notice {number}")
    astrid.sees(written)
    assert astrid.fetches(".pdf").startswith(b"%PDF")
    return last_day


def is_on_free_when_it_is_over(astrid: Someone, bjorn: Someone, last_day: date) -> None:
    """A last invoice of some days, one who may act, one who may look, and nobody deleted."""
    lets_pass(astrid, "+3 months")
    assert _today(astrid) == last_day
    astrid.goes_to("/overview")
    astrid.sees("Basic, 2 of 5 seats used")
    lets_pass(astrid, "+1 day")
    astrid.waits_at("/overview", "Free, ")
    bjorn.goes_to("/overview")
    bjorn.sees("Your access is read-only")
    astrid.goes_to("/people")
    astrid.sees("Astrid Lind", "Björn Ek", "May only look")
    astrid.goes_to("/invoices")
    latest, *earlier = [_amount(row) for row in astrid.page.locator("tbody tr").all_inner_texts()]
    assert latest < min(earlier[:2]), "the last invoice is for a few days only"
    astrid.follows(astrid.page.locator("tbody th a").first.inner_text())
    astrid.sees(" days from ", f"– {last_day}")


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
    with_ids = [path for path in answers if re.match(r"/(invoices|payments)/.*\d", path)]
    assert len(with_ids) >= 6
    assert {answers[path] for path in with_ids} == {404}


def _odd(company: Company, *, scripts: bool) -> str:
    return ODD_SPELLINGS[scripts].format(company.digits[:6], company.digits[6:])


def _today(person: Someone) -> date:
    said = person.page.locator(".demo-date").inner_text()
    return date(*time.strptime(re.search(r"\d+ \w+ \d{4}", said)[0], "%d %B %Y")[:3])


def _printed(pdf: bytes) -> str:
    """What a PDF says, with plain spaces."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def _amount(row: str) -> int:
    """The first amount of a row, in öre."""
    return int(re.sub(r"\D", "", re.search(r"SEK\s*([\d,.]+)", row)[1]))
