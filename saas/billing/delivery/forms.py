"""What is asked for, and answered, about how invoices come."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields

from saas.billing.delivery.models import BouncedAddress, DeliveryChoice
from saas.billing.delivery.obstacles import obstacles
from saas.billing.delivery.rules import Stage, fits
from saas.billing.dispatches.rules import Fate, Paper, Way
from saas.billing.e_invoice.formats import FORMATS, Format
from saas.billing.electronic_address.rules import ElectronicAddress, electronic_address
from saas.errors import Refusal
from saas.licensing.fields import Sentence
from saas.tenants.company.models import our_company
from saas.tenants.fields import Email, Line
from saas.text import N_, Text


class IdentifierMissing(Refusal):
    """A scheme without its identifier, or the other way about."""

    says = N_("Choose a kind of number and write the number; or leave both empty.")
    field = "identifier"


class Addresses(fields.Field[list[str]]):
    """Addresses of mail: a list of them, or as somebody types them, one per line."""

    default_error_messages = {  # noqa: RUF012 - marshmallow's own way
        "invalid": N_("Write e-mail addresses, one per line."),
    }

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **_: Any
    ) -> list[str]:
        written = re.split(r"[\s,;]+", value) if isinstance(value, str) else value
        if not isinstance(written, list) or not all(isinstance(each, str) for each in written):
            raise self.make_error("invalid")
        try:
            read = [Email().deserialize(each, attr, data) for each in written if each.strip()]
        except ValidationError as error:
            raise self.make_error("invalid") from error
        return [str(address) for address in read]


class DeliveryOrder(Schema):
    """How future invoices are to come."""

    way = fields.Enum(
        Way, by_value=True, required=True, error_messages={"unknown": N_("Choose one of the ways.")}
    )
    format = fields.Enum(
        Format,
        by_value=True,
        load_default=Format.PEPPOL_BIS,
        error_messages={"unknown": N_("Choose one of the formats.")},
    )
    also_to = Addresses(load_default=list)
    specification_to = Addresses(load_default=list)
    scheme = Line(longest=10, load_default="")
    identifier = Line(longest=60, load_default="")


class ObstacleAnswer(Schema):
    """Something that stands in the way of e-invoices; `rule` is the network's name for it."""

    rule = fields.String()
    says = Sentence()


class BounceAnswer(Schema):
    """An address that mail comes back from."""

    email = fields.String()
    reason = fields.String()
    noted_at = fields.AwareDateTime()


class DeliveryAnswer(Schema):
    """How invoices come, and what stands in the way."""

    way = fields.Enum(Way, by_value=True)
    mailed_to = fields.String()
    also_to = fields.List(fields.String())
    specification_to = fields.List(fields.String())
    scheme = fields.String()
    identifier = fields.String()
    format = fields.Enum(Format, by_value=True)
    stage = fields.Enum(Stage, by_value=True)
    obstacles = fields.List(fields.Nested(ObstacleAnswer))
    bounced = fields.List(fields.Nested(BounceAnswer))


class SentAnswer(Schema):
    """One sending: when, which way, to whom, and what became of it."""

    at = fields.AwareDateTime()
    way = fields.Enum(Way, by_value=True)
    what = fields.Enum(Paper, by_value=True, attribute="paper")
    state = fields.Enum(Fate, by_value=True, attribute="fate")
    recipient = fields.String()
    format = fields.Enum(Format, by_value=True, allow_none=True)
    is_test = fields.Boolean()
    says = Sentence(attribute="what")


class SentList(Schema):
    """Every sending of an invoice, oldest first."""

    data = fields.List(fields.Nested(SentAnswer))


def order_in(data: Mapping[str, Any]) -> dict[str, Any]:
    """What is ordered, its electronic address checked.

    Raises IdentifierMissing, SchemeUnknown or IdentifierMistyped.
    """
    ordered = dict(data)
    scheme, identifier = ordered.pop("scheme"), ordered.pop("identifier")
    if bool(scheme) != bool(identifier):
        raise IdentifierMissing
    address = electronic_address(scheme, identifier) if scheme else None
    return ordered | {"address": address, "format_": ordered.pop("format")}


def as_it_stands() -> dict[str, Any]:
    """How invoices come to the company in scope; its likely address where it has said none."""
    choice, company = DeliveryChoice.ours(), our_company()
    address = choice.address if choice else _likely()
    return {
        "way": choice.way if choice else Way.MAIL,
        "mailed_to": company.invoice_email,
        "also_to": choice.also_to if choice else [],
        "specification_to": choice.specification_to if choice else [],
        "scheme": address.scheme if address else "",
        "identifier": address.identifier if address else "",
        "format": choice.format if choice else Format.PEPPOL_BIS,
        "stage": choice.stage if choice else Stage.TEST,
        "obstacles": list(obstacles()) if choice and choice.way is Way.E_INVOICE else [],
        "bounced": BouncedAddress.open(),
    }


def _likely() -> ElectronicAddress | None:
    number = our_company().number
    if number.is_personal:
        return None
    scheme, _, identifier = number.peppol_id.partition(":")
    return electronic_address(scheme, identifier)


def formats_of_ours() -> list[Format]:
    """The formats the company in scope can choose among."""
    return [each for each in Format if fits(each, country=our_company().country)]


def told(stage: Stage, format_: Format) -> Text:
    """How far e-invoices have come, in a sentence."""
    return Text(_TOLD[stage], {"format": Text(FORMATS[format_])})


def as_typed(standing: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What a form is filled in with."""
    for name in ("way", "format", "scheme", "identifier"):
        yield name, str(standing[name])
    for name in ("also_to", "specification_to"):
        yield name, "\n".join(standing[name])


_TOLD = {
    Stage.TEST: N_(
        "Being tested: each invoice goes as a test e-invoice in %(format)s, and as a PDF by "
        "e-mail. We let you know when the tests are over."
    ),
    Stage.ACTIVE: N_("In use: your invoices come as e-invoices in %(format)s."),
}
