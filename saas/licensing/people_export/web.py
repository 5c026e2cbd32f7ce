"""People and seats to take home: a page with its button, the file, and the same over the API.

A file counts, so it is asked for by POST: a page looked at beforehand, or fetched twice by the
browser, uses nothing up.
"""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_smorest import Blueprint as ApiBlueprint

from saas.dates import day_of, today
from saas.documents.spreadsheet import as_csv
from saas.licensing.entitlements.models import entitled
from saas.licensing.entitlements.needs import needs
from saas.licensing.roles.words import ROLES
from saas.tenants.login.current import here, me
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission
from saas.web.files import CSV, saved

FEATURE: Final = "people_export"
BYTE_ORDER_MARK: Final = "\ufeff"
"""Without it a spreadsheet takes å for something else."""
pages = Blueprint("people_export", __name__, url_prefix="/people/export")
api = ApiBlueprint(
    "people_export_api",
    __name__,
    url_prefix="/api/v1/people/export",
    description="People and seats as a file",
)


@pages.get("")
@needs(FEATURE)
def show() -> ResponseReturnValue:
    """Say what is in the file, and how many are left this month."""
    me().must(Permission.MANAGE_PEOPLE)
    return render_template(
        "licensing/people_export/page.html",
        people=len(Person.active()),
        standing=entitled(FEATURE, today()),
    )


@pages.post("/people.csv")
@needs(FEATURE, counted=True)
def download() -> ResponseReturnValue:
    """The file."""
    return _file()


@api.post("")
@api.response(200, {"type": "string"}, content_type=CSV, description="The file")
@api.alt_response(402, description="The plan does not include it; the answer says which does")
@needs(FEATURE, counted=True)
def download_over_api() -> Response:
    """Everybody who acts for the company, with role and seat, as CSV. Counts as one use."""
    return _file()


def _file() -> Response:
    me().must(Permission.MANAGE_PEOPLE)
    headers = [_("Name"), _("E-mail"), _("Role"), _("Since"), _("Seat")]
    rows = [
        [
            person.name,
            person.email,
            _(ROLES[person.role][0]),
            day_of(person.joined_at).isoformat(),
            _("No") if person.read_only_since else _("Yes"),
        ]
        for person in Person.active()
    ]
    return saved(as_csv(headers, rows), f"{here().customer_number}-{today()}.csv", CSV)
