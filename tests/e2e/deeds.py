"""What people do in more than one story, each said once."""

import re

from playwright.sync_api import expect

from tests.e2e.company import PASSWORD, Company
from tests.e2e.someone import Someone

PAYS = "4242 4242 4242 4242"
DECLINES = "4000 0000 0000 0341"
ASKS_THE_BANK = "4000 0027 6000 3184"
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
    person.sees(f"Come in to {company}")
    person.types("Choose a password", PASSWORD)
    person.presses("Come in")
    person.sees(company, "seats used")


def says_where_invoices_go(person: Someone, email: str) -> None:
    person.types("Street or box", "Kyrkogatan 7")
    person.types("Postcode", "222 22")
    person.types("Town", "Lund")
    person.types("E-mail address for invoices", email)
    person.presses("Continue")


def types_the_card(person: Someone, number: str) -> None:
    """On the gateway's own page, which is not ours."""
    person.types("Card number", number)
    person.types("Expires (MM/YY)", "12/49")
    person.types("Security code", "123")
    person.types("Name on the card", "Astrid Lind")
    person.presses("Save the card")


def lets_pass(person: Someone, *leaps: str) -> None:
    """Press the buttons of the demo's clock: "+1 day", "+1 month" or "+3 months"."""
    for leap in leaps:
        person.presses(leap)
