"""A form on a page: what was typed, what is wrong with it, and what it asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from flask import request
from marshmallow import Schema, ValidationError, fields

from saas.errors import Refusal
from saas.web import transactions
from saas.web.words import say

WHOLE_FORM: Final = "_"
INVALID: Final = 422


class Form:
    """One schema gives the page's form its data, its errors and the words typed.

    `values` are the strings as typed (for filling the form in again, never passwords),
    `errors` the sentences per field (those about the whole form under "_"), `data` what the
    schema made of a valid form, `status` the answer's HTTP number, `refusal` the refusal that
    was met, if any, for its way out.
    """

    def __init__(self, schema: type[Schema] | Schema, **initial: Any) -> None:
        self.schema = schema() if isinstance(schema, type) else schema
        self.values: dict[str, Any] = {k: "" if v is None else v for k, v in initial.items()}
        self.errors: dict[str, list[str]] = {}
        self.data: dict[str, Any] = {}
        self.refusal: Refusal | None = None
        self.status = 200

    def sent_well(self) -> bool:
        """Whether the form was sent and its schema finds nothing wrong; reads it in."""
        if request.method != "POST":
            return False
        typed = self._typed()
        self.values = {k: v for k, v in typed.items() if "password" not in k}
        return self.reads(typed)

    def reads(self, asked: Mapping[str, Any]) -> bool:
        """Whether the schema finds nothing wrong with what is asked, perhaps in the address."""
        try:
            self.data = dict(self.schema.load(asked))
        except ValidationError as error:
            self._refuse_fields(error.normalized_messages())
        return not self.errors

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Do what the form asks; a refusal becomes an error and nothing is kept."""
        try:
            yield
        except Refusal as refusal:
            transactions.undo()
            self.refusal = refusal
            self.errors.setdefault(refusal.field or WHOLE_FORM, []).append(say(refusal.text))
            self.status = 409

    def _typed(self) -> dict[str, Any]:
        sent = request.form
        many = {
            name for name, field in self.schema.fields.items() if isinstance(field, fields.List)
        }
        typed: dict[str, Any] = {
            name: sent.getlist(name) if name in many else sent[name]
            for name in sent
            if name != "csrf_token"
        }
        optional = (n for n, f in self.schema.fields.items() if not f.required and n in typed)
        for name in list(optional):
            if typed[name] == "" and self.schema.fields[name].allow_none:
                typed[name] = None
            elif typed[name] == "":
                del typed[name]
        return typed

    def _refuse_fields(self, messages: dict[str, Any]) -> None:
        self.status = INVALID
        for name, sentences in messages.items():
            where = WHOLE_FORM if name == "_schema" else name
            self.errors[where] = [say(sentence) for sentence in flattened(sentences)]


def flattened(messages: Any) -> list[Any]:
    """The sentences in marshmallow's nested messages, in order."""
    if isinstance(messages, dict):
        return [s for nested in messages.values() for s in flattened(nested)]
    if isinstance(messages, list | tuple):
        return [s for nested in messages for s in flattened(nested)]
    return [messages]
