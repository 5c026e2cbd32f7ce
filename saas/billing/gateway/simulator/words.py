"""What the hosted pages say, in the languages they speak."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

SWEDISH: Final = {
    "Test gateway": "Testväxel",
    "No real money moves here.": "Här rör sig inga riktiga pengar.",
    "Save a card": "Spara ett kort",
    "Pay by card": "Betala med kort",
    "Your card is saved for later payments. Nothing is charged now.": (
        "Kortet sparas för kommande betalningar. Inget dras nu."
    ),
    "To pay": "Att betala",
    "Card number": "Kortnummer",
    "Expires (MM/YY)": "Går ut (MM/ÅÅ)",
    "Security code": "Säkerhetskod",
    "Name on the card": "Namn på kortet",
    "Save the card": "Spara kortet",
    "Pay": "Betala",
    "Cancel and go back": "Avbryt och gå tillbaka",
    "There is a problem": "Något behöver rättas",
    "Cards to test with": "Kort att testa med",
    "Choose one and it is filled in for you. No other numbers are accepted.": (
        "Välj ett så fylls det i åt dig. Inga andra nummer tas emot."
    ),
    "Use": "Använd",
    "Use and copy": "Använd och kopiera",
    "Copied": "Kopierat",
    "Test bank": "Testbanken",
    "Confirm your payment": "Bekräfta din betalning",
    "Confirm your card": "Bekräfta ditt kort",
    "Your bank asks whether this is you.": "Banken frågar om det här är du.",
    "Card": "Kort",
    "Amount": "Belopp",
    "Approve": "Godkänn",
    "Decline": "Avvisa",
    "This page has been used": "Den här sidan är använd",
    "This page has expired or does not exist": "Sidan har gått ut eller finns inte",
    "Go back to where you came from and start again.": (
        "Gå tillbaka dit du kom ifrån och börja om."
    ),
    "Continue": "Fortsätt",
    "The card expires in a month that does not exist.": "Månaden finns inte.",
    "Write the month and the year the card expires, such as 12/29.": (
        "Skriv månad och år då kortet går ut, till exempel 12/29."
    ),
    "Write the three or four digits on the back of the card.": (
        "Skriv de tre eller fyra siffrorna på kortets baksida."
    ),
    # what the bank answers
    "Your card number is incorrect.": "Kortnumret stämmer inte.",
    "Your card's expiration month is invalid.": "Månaden då kortet går ut stämmer inte.",
    "Your card's expiration year is invalid.": "Kortet har gått ut, eller så är året fel.",
    "Your card's security code is invalid.": "Säkerhetskoden har fel antal siffror.",
    "Your card's security code is incorrect.": "Säkerhetskoden stämmer inte.",
    "Your card was declined.": "Kortet nekades.",
    "Your card has insufficient funds.": "Pengarna på kortet räcker inte.",
    "Your card has expired.": "Kortet har gått ut.",
    "An error occurred while processing your card. Try again in a little bit.": (
        "Något gick fel när kortet behandlades. Försök igen om en liten stund."
    ),
    "We are unable to authenticate your payment method. Please choose a different payment method"
    " and try again.": "Banken bekräftade inte kortet. Försök igen eller välj ett annat kort.",
    "Only the test numbers below are accepted here. Never type a real card number.": (
        "Bara testnumren nedan tas emot här. Skriv aldrig ett riktigt kortnummer."
    ),
    # what the test cards do
    "Pays at once": "Betalar direkt",
    "Asks the bank once, when it is saved": "Frågar banken en gång, när det sparas",
    "Asks the bank every time": "Frågar banken varje gång",
    "Asks the bank whenever you pay yourself": "Frågar banken när du själv betalar",
    "Asks the bank, then has insufficient funds": "Frågar banken, sedan räcker inte pengarna",
    "Asks the bank, then is declined": "Frågar banken, nekas sedan",
    "Can be saved, is declined when it pays": "Kan sparas, nekas när det betalar",
    "Is declined": "Nekas",
    "Has insufficient funds": "Pengarna räcker inte",
    "Was reported lost": "Är anmält förlorat",
    "Was reported stolen": "Är anmält stulet",
    "Has expired": "Har gått ut",
    "Has another security code": "Har en annan säkerhetskod",
    "Fails while being processed": "Misslyckas när det behandlas",
    "Has reached its limit": "Har nått sin gräns",
    "Is stopped as fraud": "Stoppas som bedrägeri",
    "Pays, then the payment is disputed as fraud": "Betalar, sedan bestrids det som bedrägeri",
    "Pays, then is disputed as never delivered": "Betalar, sedan bestrids det som ej levererat",
}
LANGUAGES: Final = ("en", "sv")


def speaker(language: str) -> Callable[[str], str]:
    """What says an English sentence in `language`."""
    return (lambda said: SWEDISH.get(said, said)) if language == "sv" else str
