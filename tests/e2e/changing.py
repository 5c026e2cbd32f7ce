"""Chapters of the story about growing and shrinking: what was shown comes, and who stays."""

from tests.e2e.company import Company
from tests.e2e.deeds import lets_pass
from tests.e2e.someone import Someone

SECOND = "Cilla Ask"


def grows_to_three(astrid: Someone, company: Company) -> None:
    """Two more are invited; each holds a seat from that moment."""
    for name, email in (
        (company.colleague, company.colleagues_email),
        (SECOND, f"cilla@{company.domain}"),
    ):
        astrid.goes_to("/help/users/add")
        astrid.types("Name", name)
        astrid.types("E-mail", email)
        astrid.chooses("Member")
        astrid.presses("Send the invitation")
        astrid.sees("Carried out", name)
    astrid.goes_to("/people")
    astrid.sees(company.colleague, SECOND)


def asks_what_if_and_gets_the_same_sums(astrid: Someone) -> None:
    """A year of Basic with the two seats it includes is 12 × 249.00, which is 2,988.00."""
    astrid.goes_to("/plan/what-if?edition=basic-2026&extra_seats=0")
    astrid.sees("SEK 249.00", "SEK 2,988.00")


def has_fewer_seats_from_the_next_period(astrid: Someone) -> None:
    """Nothing now; from the next period 249.00, with tax 311.25, and 588.00 less by the year."""
    astrid.goes_to("/plan")
    astrid.follows("Fewer seats")
    astrid.page.get_by_label("Seats from").fill("2")
    astrid.presses("See what it saves")
    astrid.sees("Nothing now.", "SEK 311.25", "SEK 588.00 less than now")
    astrid.sees("3 seats are used now, and there will be 2.")
    astrid.presses("Agree, from")
    astrid.goes_to("/plan")
    astrid.sees("Basic with 2 seats")


def chooses_who_keeps_a_seat(astrid: Someone, company: Company) -> None:
    """She and the newest, not the one who came before."""
    astrid.goes_to("/people/stay")
    astrid.sees("Choose who keeps a seat", "Nobody is deleted")
    for name, stays in (company.colleague, False), (SECOND, True):
        box = astrid.page.get_by_role("checkbox", name=name)
        if box.is_checked() is not stays:
            astrid.page.locator("label", has_text=name).click()
        assert box.is_checked() is stays
    astrid.presses("Keep this choice")
    astrid.sees("Your choice is kept.")


def is_two_when_the_day_comes(astrid: Someone, bjorn: Someone) -> None:
    lets_pass(astrid, "+1 month")
    astrid.waits_at("/overview", "2 of 2 seats used")
    bjorn.goes_to("/overview")
    bjorn.sees("Your access is read-only")
    astrid.waits_at("/invoices", "311.25")


def gives_notice_and_stays_after_all(astrid: Someone) -> None:
    """The same page gives notice, confirms it, and takes it back."""
    astrid.goes_to("/plan/notice")
    astrid.ticks("I give notice for")
    astrid.presses("Give notice")
    astrid.sees("Your notice is confirmed")
    astrid.presses("Withdraw the notice")
    astrid.goes_to("/plan")
    astrid.does_not_see("The last day of the plan")
