"""The doors of the floor about what a company may do and what it costs: its pages and its JSON."""

from typing import Final

from flask import Blueprint
from flask_smorest import Blueprint as ApiBlueprint

from saas.licensing.catalogue import web as plans
from saas.licensing.ceased import web as ceased
from saas.licensing.ceased_desk import web as ceased_desk
from saas.licensing.change import web as change
from saas.licensing.contracts import web as contracts
from saas.licensing.entitlements import web as entitlements
from saas.licensing.fewer_seats import web as fewer_seats
from saas.licensing.fitting import web as fitting
from saas.licensing.grants import web as grants
from saas.licensing.guest_list import web as guest_list
from saas.licensing.handovers import web as handovers
from saas.licensing.idle_seats import web as idle_seats
from saas.licensing.invitations import web as invitations
from saas.licensing.members import web as members
from saas.licensing.notice_desk import web as notice_desk
from saas.licensing.offers import web as offers
from saas.licensing.on_behalf import web as on_behalf
from saas.licensing.order_desk import web as order_desk
from saas.licensing.people_export import web as people_export
from saas.licensing.price_increases import web as price_increases
from saas.licensing.price_list import web as price_list
from saas.licensing.quote_desk import web as quote_desk
from saas.licensing.quote_requests import web as quote_requests
from saas.licensing.quotes import web as quotes
from saas.licensing.quoting import web as quoting
from saas.licensing.received_notices import web as received_notices
from saas.licensing.recovery import web as recovery
from saas.licensing.renewal import web as renewal
from saas.licensing.roster import web as roster
from saas.licensing.seat_history import web as seat_history
from saas.licensing.service_desk import web as services
from saas.licensing.staying import web as staying
from saas.licensing.termination import web as termination
from saas.licensing.transfer import web as transfer
from saas.licensing.vat_numbers import web as vat_numbers
from saas.licensing.what_if import web as what_if

DOORS: Final[tuple[Blueprint, ...]] = (
    plans.pages,
    entitlements.pages,
    fitting.pages,
    people_export.pages,
    price_list.staff,
    grants.staff,
    change.pages,
    fewer_seats.pages,
    services.pages,
    services.staff,
    price_increases.staff,
    termination.pages,
    renewal.pages,
    received_notices.pages,
    notice_desk.staff,
    on_behalf.pages,
    order_desk.staff,
    ceased.pages,
    ceased_desk.staff,
    recovery.pages,
    recovery.staff,
    guest_list.pages,
    idle_seats.pages,
    seat_history.pages,
    staying.pages,
    what_if.pages,
    roster.pages,
    invitations.pages,
    quote_requests.pages,
    quotes.pages,
    quoting.staff,
    contracts.pages,
    transfer.pages,
    vat_numbers.pages,
)

API_DOORS: Final[tuple[ApiBlueprint, ...]] = (
    plans.api,
    entitlements.api,
    fitting.api,
    people_export.api,
    price_list.api,
    grants.api,
    offers.api,
    services.api,
    services.staff_api,
    price_increases.api,
    termination.api,
    renewal.api,
    received_notices.api,
    notice_desk.api,
    on_behalf.api,
    order_desk.api,
    ceased.api,
    ceased_desk.api,
    recovery.api,
    members.people,
    members.joins,
    guest_list.api,
    idle_seats.api,
    seat_history.api,
    staying.api,
    what_if.api,
    invitations.api,
    quote_requests.api,
    quotes.api,
    quote_desk.api,
    contracts.api,
    handovers.api,
    vat_numbers.api,
)
