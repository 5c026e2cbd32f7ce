"""The JSON doors: OpenAPI 3.1 from the same schemas, and a page to read it on."""

from __future__ import annotations

from collections.abc import Iterable
from functools import wraps
from threading import Lock
from typing import Any

from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask, Response, current_app, json
from flask_smorest import Api
from flask_smorest import Blueprint as ApiBlueprint

from saas.web.doors import open_to_all


class DescribedWhenAsked(Api):  # type: ignore[misc]
    """flask-smorest, whose document is written when somebody first asks for it.

    Few processes are ever asked: a worker never, and describing every door is half of the time
    that making the application takes. Answers of errors are left to `saas.web.answers`.
    """

    def __init__(self, app: Flask, **options: Any) -> None:
        """Publish the document at the address that the configuration of `app` says."""
        self._one_at_a_time = Lock()
        self._undescribed: list[ApiBlueprint] = []
        super().__init__(app, **options)

    def register_blueprint(self, door: ApiBlueprint) -> None:
        """Open the doors of a room; they are described with all others."""
        self._app.extensions["flask-smorest"]["blp_name_to_api"][door.name] = self
        self._app.register_blueprint(door)
        self._undescribed.append(door)

    def document(self) -> dict[str, Any]:
        """The OpenAPI document of every JSON door. One that cannot be described is asked again."""
        with self._one_at_a_time:
            while self._undescribed:
                door = self._undescribed[0]
                door.register_views_in_doc(
                    self, self._app, self.spec, name=door.name, parameters=None
                )
                self.spec.tag({"name": door.name, "description": door.description})
                del self._undescribed[0]
            written: dict[str, Any] = self.spec.to_dict()
            return written

    def _openapi_json(self) -> Response:
        written = json.dumps(self.document(), sort_keys=False)
        return current_app.response_class(written, mimetype="application/json")

    def _register_error_handlers(self) -> None:
        """Leave errors to the app's own handlers, which answer problem+json."""


def api_of(app: Flask, doors: Iterable[ApiBlueprint]) -> DescribedWhenAsked:
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
    api = DescribedWhenAsked(
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
