"""One company, one number: every spelling people use comes to the same canonical form."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import ClassVar, Final

from saas.errors import Refusal
from saas.tenants.countries.rules import ABROAD
from saas.tenants.national_forms.rules import NOT_ONLY_DIGITS, Misfit, NationalForm
from saas.tenants.swedish_number import rules as sweden
from saas.tenants.swedish_number.rules import SWEDEN
from saas.text import N_, Text

FORMS: Final[dict[str, NationalForm]] = {SWEDEN.country: SWEDEN, **ABROAD}
MASK: Final = "****"
LONGEST_WRITTEN: Final = 60
LABEL: Final = re.compile(
    r"^(ORG(ANISATION)?S?(NR|NUMMER|NO|NUMBER)?|CVR(NR)?|VAT(NR|NO)?|MOMS(REG)?(NR)?)"
)


@dataclass
class OrgNumberMistyped(Refusal):
    """What was written is no number of the chosen country; `why` says which check failed."""

    called: Text
    why: Text
    example: str

    says = N_(
        "This is not a correct %(called)s. %(why)s Compare it with your certificate of "
        "registration. It is written like %(example)s."
    )
    field: ClassVar[str | None] = "org_number"


@dataclass
class OtherCountryForm(Refusal):
    """The number fails the chosen country's checks but passes another's."""

    looks_like: Text
    country_name: Text
    country: str

    says = N_(
        "This looks like %(looks_like)s. Choose %(country_name)s as the country, or check the "
        "number."
    )
    field: ClassVar[str | None] = "org_number"


class PersonalNumberGiven(Refusal):
    """A person's own number was written, and it was not said that the business is theirs."""

    says = N_(
        "This is a personal identity number. If you are a sole trader, tick the box that says so "
        "and continue: we never show the last four digits. Otherwise write the company's "
        "organisation number."
    )
    field = "org_number"


class CountryNotServed(Refusal):
    """We cannot check the company numbers of this country."""

    says = N_("Companies of this country cannot register yet. Write to us and we will help you.")
    field = "country"


@dataclass(frozen=True, slots=True)
class OrgNumber:
    """The canonical number of one business: country, digits, and which business of a person.

    Never prints more of a person's number than may be shown, so that it can be logged.
    """

    country: str
    digits: str
    suffix: str = ""

    @property
    def form(self) -> NationalForm:
        """How the country writes it."""
        return FORMS[self.country]

    @property
    def is_personal(self) -> bool:
        """Whether it is the personal number of a sole trader, and so personal data (GDPR)."""
        return self.form.is_personal(self.digits)

    @property
    def national(self) -> str:
        """In full, as its country writes it: 556056-6258. For a sole trader's own eyes only."""
        return self._with_suffix(self.form.shown(self.digits))

    @property
    def masked(self) -> str:
        """As everyone may see it: 556056-6258, but 880320-**** for a sole trader."""
        if not self.is_personal:
            return self.national
        return self._with_suffix(self.form.shown(self.digits)[: -len(MASK)] + MASK)

    @property
    def proposed_vat(self) -> str | None:
        """The VAT number it would have: SE556056625801. A proposal; not every company has one.

        None where the VAT number cannot be told from the organisation number.
        """
        return self.form.vat(self.digits)

    @property
    def peppol_id(self) -> str:
        """Scheme and participant identifier of the Peppol network: 0007:5560566258."""
        return self.form.peppol(self.digits)

    @property
    def kind(self) -> str:
        """What sort of company has it, where the number tells; a sentence to translate."""
        if self.country == SWEDEN.country:
            return sweden.kind(self.digits)
        return N_("Sole trader") if self.is_personal else N_("Company")

    def _with_suffix(self, shown: str) -> str:
        return f"{shown}-{self.suffix}" if self.suffix else shown

    def __str__(self) -> str:
        return self.masked

    def __repr__(self) -> str:
        return f"OrgNumber({self.country} {self.masked})"


def org_number(written: str, *, country: str, sole_trader: bool = True) -> OrgNumber:
    """The canonical number of a company of `country` (ISO 3166, two letters), however written.

    " 16 556056–6258 ", "se556056625801" and "５５６０５６６２５８" are all 556056-6258. Raises
    OrgNumberMistyped, OtherCountryForm, CountryNotServed, and, unless `sole_trader`, also
    PersonalNumberGiven for a person's own number.
    """
    if country not in FORMS:
        raise CountryNotServed
    cleaned = _cleaned(written)
    try:
        reading = FORMS[country].read(cleaned)
    except Misfit as misfit:
        raise _explained(cleaned, country, misfit) from misfit
    number = OrgNumber(country, reading.digits, reading.suffix)
    if number.is_personal and not sole_trader:
        raise PersonalNumberGiven
    return number


def _cleaned(written: str) -> str:
    """Capital letters and plain digits without separators; nothing of what is far too long."""
    if len(written) > LONGEST_WRITTEN:
        return ""
    plain = unicodedata.normalize("NFKC", written).upper()
    kept = "".join(_plain_digit(sign) for sign in plain if sign.isalnum())
    return LABEL.sub("", kept)


def _plain_digit(sign: str) -> str:
    return str(unicodedata.decimal(sign)) if sign.isdecimal() else sign


def _explained(cleaned: str, country: str, misfit: Misfit) -> Refusal:
    for other, form in FORMS.items():
        if other != country and _fits(form, cleaned):
            return OtherCountryForm(Text(form.looks_like), Text(form.country_name), other)
    form = FORMS[country]
    why = misfit.why if cleaned else NOT_ONLY_DIGITS
    return OrgNumberMistyped(Text(form.called), why, form.example)


def _fits(form: NationalForm, cleaned: str) -> bool:
    try:
        form.read(cleaned)
    except Misfit:
        return False
    return True
