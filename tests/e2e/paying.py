"""Chapters of the story about cards: paid once, declined with advice, confirmed at the bank."""

from tests.e2e.company import Company
from tests.e2e.deeds import printed
from tests.e2e.house import House
from tests.e2e.someone import Someone

PAYS = "4242 4242 4242 4242"
DECLINES = "4000 0000 0000 0341"
ASKS_THE_BANK = "4000 0027 6000 3184"


def saves_a_card(astrid: Someone, number: str) -> None:
    astrid.goes_to("/cards")
    astrid.presses("Save a")
    types_the_card(astrid, number)
    astrid.sees(f"Visa •••• {number[-4:]}")


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
    assert f"{total / 100:,.2f}" in printed(astrid.fetches("Receipt as PDF"))
    astrid.looks_again()
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
    astrid.looks_again()
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


def types_the_card(person: Someone, number: str) -> None:
    """On the gateway's own page, which is not ours."""
    person.types("Card number", number)
    person.types("Expires (MM/YY)", "12/49")
    person.types("Security code", "123")
    person.types("Name on the card", "Astrid Lind")
    person.presses("Save the card")
