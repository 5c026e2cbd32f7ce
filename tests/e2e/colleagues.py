"""Chapters of the story about somebody else coming along: refused on Free, and welcome later."""

from tests.e2e.company import Company
from tests.e2e.deeds import INVITES, comes_in, logs_in, opens_the_link
from tests.e2e.someone import Someone


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
    bjorn.sees("Basic, 2 of 9 seats used")
    bjorn.page.locator(".user-menu summary").click()
    bjorn.presses("Log out")
    opens_the_link(bjorn, company.colleagues_email, INVITES, "/invitations/")
    bjorn.sees("This link is no longer good")
    logs_in(bjorn, company.colleagues_email)
    bjorn.sees(company.name)
