"""What is asked for when somebody is invited, and when they come."""

from __future__ import annotations

from marshmallow import Schema, fields

from saas.tenants.fields import TOKEN, Email, Line, Secret
from saas.tenants.people.rules import Role
from saas.text import N_


class InvitationOrder(Schema):
    """Whom to ask in, and what they may do."""

    name = Line(required=True, missing=N_("Write your colleague's name."))
    email = Email(required=True, missing=N_("Write your colleague's e-mail address."))
    role = fields.Enum(
        Role,
        by_value=True,
        load_default=Role.MEMBER,
        error_messages={
            "unknown": N_(
                "Choose one of the roles: member, billing, auditor, administrator or owner."
            )
        },
    )


class Acceptance(Schema):
    """A guest's password: a new one, or that of the login they have."""

    password = Secret(load_default="")


class AcceptanceOverApi(Acceptance):
    """The same, with the token of the mailed link."""

    token = Secret(required=True, longest=TOKEN)
