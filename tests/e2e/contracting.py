"""Chapters of the story about a contract: asked for, written by staff, accepted, handed over."""

import re
from datetime import timedelta

from saas.demo.logins import PASSWORD as DEMO_PASSWORD
from tests.e2e.company import Company
from tests.e2e.deeds import lets_pass, logs_in, printed, today
from tests.e2e.someone import Someone

STAFF = "stina@kundzon.example"


def asks_for_a_quote(astrid: Someone) -> None:
    astrid.goes_to("/plan")
    astrid.follows("Ask for a quote")
    astrid.types("How many people are to use it?", "40")
    astrid.types("What do you need?", "Our own accounting system, and one invoice a quarter.")
    astrid.presses("Ask for a quote")
    astrid.sees("40")


def is_written_one_by_staff(stina: Someone, company: Company) -> None:
    """30,000.00 a quarter with 40 seats, bound for a year, three whole months' notice."""
    _begins_a_quote(stina, company, fee="30000.00")
    stina.page.locator("[name=cadence][value='3']").check(force=True)
    _sends_it(stina, company, "SEK 30,000.00")


def is_written_one_charged_ahead(stina: Someone, company: Company) -> None:
    """120,000.00 a year with 40 seats and 1,200.00 for each beyond, put right at its end."""
    _begins_a_quote(stina, company, fee="120000.00", seat_fee="1200.00")
    stina.page.locator("[name=cadence][value='12']").check(force=True)
    stina.page.locator("[name=billed]").select_option("prebilled")
    _sends_it(stina, company, "SEK 120,000.00")


def accepts_exactly_those_terms(
    astrid: Someone, company: Company, *, first: str = "37,500.00"
) -> None:
    """The first invoice is 30,000.00 and a quarter of tax: 37,500.00; a year costs 150,000.00."""
    astrid.opens_letter(company.email, re.compile("[Qq]uote"))
    _names_an_invoice_address(astrid, company)
    astrid.goes_to("/quotes")
    astrid.follows("Q-")
    astrid.follows("Go on to accept")
    astrid.sees(f"SEK {first}", "SEK 150,000.00")
    astrid.ticks("I accept quote")
    astrid.presses("Accept the quote")
    astrid.waits_at("/invoices", first)
    astrid.goes_to("/overview")
    astrid.sees("1 of 40 seats used")
    astrid.goes_to("/contracts")
    astrid.sees("Enterprise")


def hands_it_over(astrid: Someone, taker: Someone, to: Company) -> None:
    """Both say yes; on the day the other company has it, and she is on Free."""
    day = today(astrid) + timedelta(days=10)
    astrid.goes_to("/transfers/start")
    astrid.types("Its organisation number", to.number)
    astrid.page.get_by_label("Where the offer is mailed").fill(to.email)
    astrid.page.get_by_label("First day with the other company").fill(day.isoformat())
    astrid.presses("Continue")
    astrid.sees("Check before you offer it", "SEK 5,000.00 excl. VAT")
    astrid.presses("Offer the agreement")
    _names_an_invoice_address(taker, to)
    taker.waits_at("/transfers", "Enterprise")
    taker.follows("Enterprise")
    taker.follows("Go on to accept")
    taker.sees("Check before you take it over", "SEK 5,000.00 excl. VAT")
    taker.page.get_by_role("checkbox").check()
    taker.presses("Take the agreement over")
    lets_pass(astrid, *["+1 day"] * 10)
    taker.waits_at("/overview", "of 40 seats used")
    astrid.waits_at("/overview", "Free, 1 of 1 seats used")
    taker.goes_to("/contracts")
    taker.sees("Enterprise")


def reads_the_contract_on_paper(taker: Someone) -> None:
    taker.goes_to("/contracts")
    taker.follows("Enterprise")
    pdf = printed(taker.fetches("Save as PDF"))
    assert "30,000.00" in pdf


def _begins_a_quote(stina: Someone, company: Company, **prices: str) -> None:
    logs_in(stina, STAFF, DEMO_PASSWORD)
    stina.presses("English")
    stina.goes_to("/staff/quotes")
    stina.sees(company.name)
    stina.presses("Write the quote")
    stina.sees(f"Quote for {company.name}")
    said = {"seats_included": "40", "bound_months": "12", "notice_months": "3", **prices}
    for field, value in said.items():
        stina.page.locator(f"[name={field}]").fill(value)
    last_day = today(stina) + timedelta(days=30)
    stina.page.locator("[name=valid_through]").fill(last_day.isoformat())
    stina.page.locator("[name=notice_kind]").select_option("whole_calendar_months")


def _sends_it(stina: Someone, company: Company, fee: str) -> None:
    stina.presses("Continue")
    stina.sees("Check the quote", fee)
    stina.presses("Send the quote")
    stina.sees(company.name)


def _names_an_invoice_address(person: Someone, company: Company) -> None:
    person.goes_to("/company/invoice-details")
    person.types("Street or box", "Kyrkogatan 7")
    person.types("Postcode", "222 22")
    person.types("Town", "Lund")
    person.types("Invoices are mailed to", company.email)
    person.presses("Save")
