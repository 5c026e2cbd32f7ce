"""The JSON doors: OpenAPI 3.1 from the same schemas, and a page to read it on."""

from __future__ import annotations

from collections.abc import Iterable
from functools import wraps
from typing import Any

from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask
from flask_smorest import Api
from flask_smorest import Blueprint as ApiBlueprint

from saas.web.doors import open_to_all


class ProblemApi(Api):  # type: ignore[misc]
    """flask-smorest, with answers of errors left to `saas.web.answers`."""

    def _register_error_handlers(self) -> None:
        """Leave errors to the app's own handlers, which answer problem+json."""


def api_of(app: Flask, doors: Iterable[ApiBlueprint]) -> Api:
    """Register the JSON doors and publish their OpenAPI document at /api/v1/openapi.json."""
    app.config.update(
        API_TITLE="Kundzon",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api/v1",
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS={
            "components": {
                "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
                "schemas": {"Problem": _PROBLEM},
            },
            "security": [{"bearer": []}],
        },
    )
    api = ProblemApi(
        app, spec_kwargs={"marshmallow_plugin": MarshmallowPlugin(schema_name_resolver=_name_of)}
    )
    for door in doors:
        api.register_blueprint(door)
    _open(app, "api-docs.openapi_json")
    return api


def _open(app: Flask, endpoint: str) -> None:
    """Unlock a door that is a method of flask-smorest's and so cannot be marked itself."""
    view = app.view_functions[endpoint]

    @open_to_all
    @wraps(view)
    def opened(**arguments: Any) -> Any:
        return view(**arguments)

    app.view_functions[endpoint] = opened


def _name_of(schema: Any) -> str:
    """The name of a schema in the document: its room's and its own, `seats.Person`."""
    kind = schema if isinstance(schema, type) else type(schema)
    room = kind.__module__.removeprefix("saas.").removesuffix(".web").rpartition(".")[2]
    return f"{room}.{kind.__name__}"


_PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "An error as RFC 9457 describes it.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {
            "type": "string",
            "description": "Stable for programs: /problems/seat-limit-reached",
        },
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence for people, with the remedy."},
        "errors": {
            "type": "object",
            "description": "The sentences per field, where fields are at fault.",
        },
    },
}
