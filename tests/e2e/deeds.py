"""What people do in more than one story, each said once."""

import io
import re
import time
from datetime import date

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.e2e.company import PASSWORD, Company
from tests.e2e.someone import Someone

INVITES = re.compile("invites you to|bjuder in dig till")  # as the one who invites writes


def asks_for(person: Someone, company: Company, *, spelling: str) -> None:
    """Fill in the registration of a company; the answer is the same for every number."""
    person.goes_to("/register")
    person.types("Organisation number", spelling)
    person.types("Company name", company.name)
    person.types("Your own name", company.owner)
    person.types("Your e-mail address", company.email)
    person.ticks("I may act for the company")
    person.presses("Continue")
    person.sees("Look in your mail", f"{company.name}, {company.number}")


def opens_the_link(person: Someone, to: str, about: str | re.Pattern[str], link: str) -> None:
    """Follow the link of a letter."""
    person.opens_letter(to, about)
    person.follows(link)


def registers(person: Someone, company: Company, *, spelling: str) -> None:
    """Register a company up to its overview."""
    asks_for(person, company, spelling=spelling)
    opens_the_link(person, company.email, f"registering {company.name}", "/register/")
    person.sees(company.number, company.owner)
    person.types("Password", PASSWORD)
    person.presses("Register the company")
    person.sees(company.name, "Free, 1 of 1 seats used")


def logs_in(person: Someone, email: str, password: str = PASSWORD) -> None:
    person.goes_to("/login")
    person.types("E-mail address", email)
    person.types("Password", password)
    person.presses("Log in")
    expect(person.page).not_to_have_url(re.compile("/login"))


def comes_in(person: Someone, email: str, company: str) -> None:
    """Follow the link of an invitation, and choose a password."""
    opens_the_link(person, email, INVITES, "/invitations/")
    person.sees(f"Join {company}")
    person.types("Choose a password", PASSWORD)
    person.presses("Join")
    person.sees(company, "seats used")


def says_where_invoices_go(person: Someone, email: str) -> None:
    person.types("Street or box", "Kyrkogatan 7")
    person.types("Postcode", "222 22")
    person.types("Town", "Lund")
    person.types("E-mail address for invoices", email)
    person.presses("Continue")


def lets_pass(person: Someone, *leaps: str) -> None:
    """Press the buttons of the demo's clock: "+1 day", "+1 month" or "+3 months"."""
    for leap in leaps:
        person.presses(leap)


def today(person: Someone) -> date:
    """The day the demo's bar says it is."""
    said = person.page.locator(".demo-date").inner_text()
    return date(*time.strptime(re.search(r"\d+ \w+ \d{4}", said)[0], "%d %B %Y")[:3])


def printed(pdf: bytes) -> str:
    """What a PDF says, with plain spaces."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())
