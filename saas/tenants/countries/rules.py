"""The countries we serve besides Sweden, and how each numbers its companies.

The checks are python-stdnum's; the schemes are those of Peppol's Electronic Address Scheme list
(domain.md §1).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from stdnum.be import vat as belgium
from stdnum.de import vat as germany
from stdnum.dk import cvr as denmark
from stdnum.ee import registrikood as estonia
from stdnum.fi import ytunnus as finland
from stdnum.fr import siren as france
from stdnum.fr import siret
from stdnum.lt import pvm as lithuania
from stdnum.lv import pvn as latvia
from stdnum.nl import btw as netherlands
from stdnum.no import orgnr as norway

from saas.tenants.national_forms.rules import NationalForm, Reading, checked
from saas.text import N_


def _french(written: str) -> Reading:
    """A SIREN, or the SIREN inside a SIRET (an establishment's) or a French VAT number."""
    if written.startswith("FR") and len(written) == len("FR") + 2 + 9:
        written = written[4:]
    if len(written) == 14 and siret.is_valid(written):  # noqa: PLR2004
        written = written[:9]
    return checked(france, length=9)(written)


def _in_groups(digits: str) -> str:
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}"


def _unchanged(digits: str) -> str:
    return digits


def _with(before: str, after: str = "") -> Callable[[str], str]:
    return lambda digits: f"{before}{digits}{after}"


ABROAD: Final[Mapping[str, NationalForm]] = {
    form.country: form
    for form in (
        NationalForm(
            country="NO",
            country_name=N_("Norway"),
            called=N_("Norwegian organisation number"),
            looks_like=N_("a Norwegian organisation number"),
            example="988 077 917",
            read=checked(norway, length=9, drop="NO", tail="MVA"),
            shown=_in_groups,
            vat=_with("NO", "MVA"),
            peppol=_with("0192:"),
        ),
        NationalForm(
            country="DK",
            country_name=N_("Denmark"),
            called=N_("Danish CVR number"),
            looks_like=N_("a Danish CVR number"),
            example="13 58 56 28",
            read=checked(denmark, length=8),
            shown=lambda digits: " ".join(digits[n : n + 2] for n in range(0, 8, 2)),
            vat=_with("DK"),
            peppol=_with("0184:DK"),
        ),
        NationalForm(
            country="FI",
            country_name=N_("Finland"),
            called=N_("Finnish business ID"),
            looks_like=N_("a Finnish business ID"),
            example="2077474-0",
            read=checked(finland, length=8),
            shown=finland.format,
            vat=_with("FI"),
            peppol=_with("0216:0037"),
        ),
        NationalForm(
            country="EE",
            country_name=N_("Estonia"),
            called=N_("Estonian registry code"),
            looks_like=N_("an Estonian registry code"),
            example="12345678",
            read=checked(estonia, length=8, drop="EE"),
            shown=_unchanged,
            vat=lambda _digits: None,
            peppol=_with("0191:"),
        ),
        NationalForm(
            country="LV",
            country_name=N_("Latvia"),
            called=N_("Latvian registration number"),
            looks_like=N_("a Latvian registration number"),
            example="40003521600",
            read=checked(latvia, length=11),
            shown=_unchanged,
            vat=_with("LV"),
            peppol=_with("9939:LV"),
            is_personal=lambda digits: digits[0] <= "3",
        ),
        NationalForm(
            country="LT",
            country_name=N_("Lithuania"),
            called=N_("Lithuanian VAT payer's number"),
            looks_like=N_("a Lithuanian VAT payer's number"),
            example="119511515",
            read=checked(lithuania, length=9),
            shown=_unchanged,
            vat=_with("LT"),
            peppol=_with("9937:LT"),
        ),
        NationalForm(
            country="BE",
            country_name=N_("Belgium"),
            called=N_("Belgian enterprise number"),
            looks_like=N_("a Belgian enterprise number"),
            example="0428.759.497",
            read=checked(belgium, length=10),
            shown=lambda digits: f"{digits[:4]}.{digits[4:7]}.{digits[7:]}",
            vat=_with("BE"),
            peppol=_with("0208:"),
        ),
        NationalForm(
            country="FR",
            country_name=N_("France"),
            called=N_("French SIREN number"),
            looks_like=N_("a French SIREN number"),
            example="552 008 443",
            read=_french,
            shown=_in_groups,
            vat=lambda digits: f"FR{france.to_tva(digits)}",
            peppol=_with("0002:"),
        ),
        NationalForm(
            country="NL",
            country_name=N_("the Netherlands"),
            called=N_("Dutch VAT number"),
            looks_like=N_("a Dutch VAT number"),
            example="004495445B01",
            read=checked(netherlands, length=12),
            shown=_unchanged,
            vat=_with("NL"),
            peppol=_with("9944:NL"),
        ),
        NationalForm(
            country="DE",
            country_name=N_("Germany"),
            called=N_("German VAT number"),
            looks_like=N_("a German VAT number"),
            example="136695976",
            read=checked(germany, length=9),
            shown=_unchanged,
            vat=_with("DE"),
            peppol=_with("9930:DE"),
        ),
    )
}
