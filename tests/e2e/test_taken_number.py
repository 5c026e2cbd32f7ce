"""A number that somebody has already: explained, never refused, and no secret told."""

import pytest

from saas.demo.logins import PASSWORD as DEMO_PASSWORD
from tests.e2e.company import Company, chance
from tests.e2e.deeds import asks_for, comes_in, logs_in, opens_the_link

BAKERY = "5560160680"  # the demo's Alice owns it, with seats to spare
ANNOUNCED = "2021005489"  # by the demo's system supplier
SECRETS = ["Ågren", "Bageri", "Alice"]


def _stranger(digits: str, first_name: str) -> Company:
    """Somebody who says that a company is theirs, by whatever name."""
    name = f"{first_name}s firma {chance.randrange(10**6)} AB"
    return Company(digits, name, owner=f"{first_name} Ström")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_registered_company_lets_the_stranger_in(scripts, someone, inspector):
    """The same answer as for a free number; then, to the address that is proved, the way on."""
    erik, alice = someone(scripts=scripts, inspector=inspector if scripts else None), someone()
    stranger = _stranger(BAKERY, "Erik" if scripts else "Eva")

    asks_for(erik, stranger, spelling="se556016–068001")
    opens_the_link(erik, stranger.email, "registering", "/register/")
    erik.sees("556016-0680 is already registered")
    erik.does_not_see(*SECRETS)
    erik.types("A word to them (optional)", "Vi ses i bageriet varje morgon.")
    erik.presses("Ask for access")
    erik.sees("The company's administrators have got your request.")
    erik.does_not_see(*SECRETS)

    logs_in(alice, "alice@bageriet.example", DEMO_PASSWORD)
    alice.goes_to("/people")
    request = alice.page.locator("section.panel", has_text=stranger.email)
    request.get_by_text("Vi ses i bageriet").wait_for()
    with alice.page.expect_navigation():
        request.get_by_role("button", name="Ge åtkomst som medarbetare").click()
    comes_in(erik, stranger.email, "Ågrens Bageri AB")


def test_a_registered_company_declines_and_the_stranger_is_told(someone):
    sven, alice = someone(), someone()
    stranger = _stranger(BAKERY, "Sven")

    asks_for(sven, stranger, spelling="16 556016 0680")
    opens_the_link(sven, stranger.email, "registering", "/register/")
    sven.presses("Ask for access")

    logs_in(alice, "alice@bageriet.example", DEMO_PASSWORD)
    alice.goes_to("/people")
    request = alice.page.locator("section.panel", has_text=stranger.email)
    with alice.page.expect_navigation():
        request.get_by_role("button", name="Avslå").click()
    sven.opens_letter(stranger.email, "Your request for access was declined")
    sven.does_not_see(*SECRETS)


def test_a_number_a_supplier_has_announced_is_decided_by_staff(someone, inspector):
    """She is told whose service it is, asks us, and goes on registering when staff agrees."""
    sara, stina = someone(inspector=inspector), someone(inspector=inspector)
    stranger = _stranger(ANNOUNCED, "Sara")

    asks_for(sara, stranger, spelling="202100-5489")
    opens_the_link(sara, stranger.email, "registering", "/register/")
    sara.sees("202100-5489 is already connected", "Bokföringsbolaget")
    sara.chooses("A connection of our own beside the supplier's")
    sara.types("How can you show that you may act for the company?", "Jag är generaldirektör.")
    sara.presses("Ask us")
    sara.sees("We have your request.")

    logs_in(stina, "stina@kundzon.example", DEMO_PASSWORD)
    stina.presses("English")
    stina.goes_to("/staff/claims")
    stina.follows(stranger.name)
    stina.chooses("Let it have its own connection beside the supplier's")
    stina.presses("Decide")
    opens_the_link(sara, stranger.email, "202100-5489", "/register/")
    sara.sees("Choose a password", "202100-5489")
