"""Letting another company take an agreement over, and taking one over, as JSON."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint as ApiBlueprint

from saas.dates import now
from saas.licensing.effects.sealing import seal
from saas.licensing.transfer.actions import preview_taking, withdraw_transfer
from saas.licensing.transfer.asked import accept_asked, giving_asked, offer_asked
from saas.licensing.transfer.forms import (
    Consent,
    GivingShown,
    TakingShown,
    TransferList,
    TransferOffer,
    TransferOrder,
    TransferShown,
)
from saas.licensing.transfer.models import Transfer
from saas.tenants.login.current import here, me
from saas.tenants.people.rules import Permission

api = ApiBlueprint(
    "transfers_api",
    __name__,
    url_prefix="/api/v1/transfers",
    description="Agreements that change hands",
)


@api.get("")
@api.response(200, TransferList)
def list_over_api() -> dict[str, Any]:
    """The transfers the company has a part in, newest first."""
    me().must(Permission.SEE_MONEY)
    return {"data": Transfer.of(here())}


@api.post("")
@api.arguments(TransferOffer)
@api.response(201, TransferShown)
def offer_over_api(order: dict[str, Any]) -> Transfer:
    """Offer the company's agreement to another.

    With the token of a preview exactly that is offered; one that no longer holds is 409.
    """
    return offer_asked(order)


@api.post("/preview")
@api.arguments(TransferOrder)
@api.response(200, GivingShown)
def preview_giving_over_api(order: dict[str, Any]) -> dict[str, Any]:
    """What offering would mean for the bill. Nothing is offered; the token offers exactly this."""
    meant, token = giving_asked(order)
    return {"offer": meant, "token": token}


@api.get("/<public_id>")
@api.response(200, TransferShown)
def show_over_api(public_id: str) -> Transfer:
    """A transfer the company has a part in."""
    me().must(Permission.SEE_MONEY)
    return Transfer.known_to(here(), public_id)


@api.post("/<public_id>/preview")
@api.response(200, TakingShown)
def preview_over_api(public_id: str) -> dict[str, Any]:
    """What taking over would mean. Nothing is agreed; the token agrees to exactly this."""
    transfer = Transfer.known_to(here(), public_id)
    offer = preview_taking(transfer=transfer, by=me(), now=now())
    return {"offer": offer, "token": seal(offer.fingerprint, about=public_id)}


@api.post("/<public_id>/accept")
@api.arguments(Consent)
@api.response(201, TransferShown)
def accept_over_api(order: dict[str, Any], public_id: str) -> Transfer:
    """Take over what a preview's token says was shown. A token that no longer holds is 409."""
    return accept_asked(Transfer.known_to(here(), public_id), order)


@api.post("/<public_id>/withdraw")
@api.response(201, TransferShown)
def withdraw_over_api(public_id: str) -> Transfer:
    """Say no, or change one's mind, until the day."""
    return withdraw_transfer(transfer=Transfer.known_to(here(), public_id), by=me(), now=now())
