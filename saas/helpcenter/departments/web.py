"""The departments for programs: what everybody may know of them."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.helpcenter.departments.reading import departments
from saas.helpcenter.departments.rules import Topic
from saas.web import open_to_all
from saas.web.words import language

api = ApiBlueprint(
    "departments_api",
    __name__,
    url_prefix="/api/v1/departments",
    description="Who answers what, and how to reach them",
)


class DepartmentAnswer(Schema):
    """A department, in the language of whoever asks, and the topics it answers."""

    code = fields.String()
    name = fields.Function(lambda each: each.name[language()])
    hours = fields.Function(lambda each: each.hours[language()])
    mail = fields.String()
    phone = fields.String()
    topics = fields.List(fields.Enum(Topic, by_value=True))


class DepartmentList(Schema):
    """All of them."""

    data = fields.List(fields.Nested(DepartmentAnswer))


@api.get("")
@open_to_all
@api.response(200, DepartmentList)
def list_over_api() -> dict[str, Any]:
    """Who answers what, and how to reach them."""
    return {"data": departments()}
