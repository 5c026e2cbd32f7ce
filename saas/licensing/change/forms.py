"""What is asked for when a plan is changed: the same over the page and as JSON."""

from __future__ import annotations

from marshmallow import Schema

from saas.licensing.fields import Count
from saas.tenants.fields import Email, Line, Secret
from saas.text import N_


class ChangeOrder(Schema):
    """A plan, and how many seats beyond those it includes."""

    edition = Line(required=True, missing=N_("Choose a plan."))
    extra_seats = Count(load_default=0)


class Confirmation(Schema):
    """What was shown, sealed."""

    token = Secret(required=True, longest=1_000)


class InvoiceDetails(Schema):
    """Where invoices go, where we do not know it yet; and what is being chosen meanwhile."""

    street = Line(required=True, missing=N_("Write the street or box of your invoice address."))
    postcode = Line(required=True, longest=20, missing=N_("Write the postcode."))
    city = Line(required=True, missing=N_("Write the town."))
    invoice_email = Email(required=True, missing=N_("Write where invoices are to be mailed."))
    reference = Line(load_default="")
