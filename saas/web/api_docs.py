"""The API's documentation as a page: every JSON door, read from its own OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from saas.web.doors import open_to_all

pages = Blueprint("api_docs", __name__)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of what is sent or answered."""

    name: str
    kind: str
    required: bool
    about: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing a program can ask for."""

    method: str
    path: str
    summary: str
    open: bool
    sends: list[Field]
    answers: list[tuple[str, str, list[Field]]]


def init_app(app: Flask) -> None:
    """Open the page."""
    app.register_blueprint(pages)


@pages.get("/api/docs")
@open_to_all
def read() -> ResponseReturnValue:
    """Every operation, in the groups of the document."""
    document = current_app.extensions["flask-smorest"]["apis"][""]["ext_obj"].document()
    groups: dict[str, list[Operation]] = {}
    for path, doors in document["paths"].items():
        for method, said in doors.items():
            if isinstance(said, dict) and "responses" in said:
                tag = next(iter(said.get("tags", [""])))
                groups.setdefault(tag, []).append(_operation(document, method, path, said))
    about = {tag["name"]: tag.get("description", "") for tag in document.get("tags", [])}
    return render_template("web/api_docs.html", groups=groups, about=about)


@pages.get("/problems/<code>")
@open_to_all
def problem_type(code: str) -> ResponseReturnValue:  # noqa: ARG001 - all are explained at once
    """Where the `type` of an error leads: what errors are and how a program reads them."""
    return redirect(url_for("api_docs.read", _anchor="problems"))


def _operation(document: Any, method: str, path: str, said: dict[str, Any]) -> Operation:
    body = said.get("requestBody", {}).get("content", {}).get("application/json", {})
    answers = [
        (status, answer.get("description", ""), list(_fields(document, _schema_of(answer))))
        for status, answer in said["responses"].items()
        if status != "default"
    ]
    return Operation(
        method=method.upper(),
        path=path,
        summary=said.get("summary", ""),
        open=said.get("security") == [],
        sends=list(_fields(document, body.get("schema", {}))),
        answers=answers,
    )


def _schema_of(answer: dict[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = answer.get("content", {}).get("application/json", {}).get("schema", {})
    return schema


def _fields(document: Any, schema: dict[str, Any]) -> Iterator[Field]:
    """The fields of a schema, one level deep; a list's are those of what it lists."""
    schema = _followed(document, schema)
    if schema.get("type") == "array":
        schema = _followed(document, schema.get("items", {}))
    for name, said in schema.get("properties", {}).items():
        field = _followed(document, said)
        kind = field.get("format") or field.get("type") or "object"
        yield Field(
            name=name,
            kind=" | ".join(kind) if isinstance(kind, list) else kind,
            required=name in schema.get("required", ()),
            about=", ".join(map(str, field.get("enum", ()))),
        )


def _followed(document: Any, schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    return document["components"]["schemas"][name] if name else schema
