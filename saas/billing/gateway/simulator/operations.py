"""What can be asked of Stripe: every operation, read from the source of the installed SDK.

The SDK's service modules are generated from Stripe's OpenAPI document for exactly the API
version the SDK pins, so this can never drift from what the SDK sends.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import stripe


@dataclass(frozen=True, slots=True)
class Operation:
    """One method and path, the type of its parameters and the type of its answer."""

    method: str
    path: str
    params: tuple[str, str] | None
    answer: tuple[str, str] | None
    lists: bool

    def matches(self, path: str) -> bool:
        """Whether `path` is this operation's, with ids in its places."""
        return re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", self.path), path) is not None

    @property
    def params_type(self) -> Any:
        """The generated TypedDict of the parameters, or None for an operation without any."""
        return imported(self.params) if self.params else None

    @property
    def answer_type(self) -> Any:
        """The generated class of the resource (of one item, when it lists), or None."""
        return imported(self.answer) if self.answer else None


@cache
def operation(method: str, path: str) -> Operation | None:
    """The operation that answers `method` on `path`, or None when the API has no such thing."""
    return next((o for o in operations() if o.method == method and o.matches(path)), None)


@cache
def operations() -> tuple[Operation, ...]:
    """Every operation of the API, those with fixed paths first: /search before /{id}."""
    found = (o for file in _service_modules() for o in _in_module(file))
    return tuple(sorted(found, key=lambda o: o.path.count("{")))


def _service_modules() -> Iterator[Path]:
    return Path(stripe.__file__).parent.rglob("_*_service.py")


def _in_module(file: Path) -> Iterator[Operation]:
    tree = ast.parse(file.read_text())
    imported = {
        alias.name: node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }
    methods = (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef))
    for method in methods:
        for call in ast.walk(method):
            if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "_request":
                yield _operation(method, call, imported)


def _operation(method: ast.FunctionDef, call: ast.Call, imported: dict[str, str]) -> Operation:
    path = call.args[1]
    called = path.func if isinstance(path, ast.Call) else None  # "…{id}".format(…)
    template = called.value if isinstance(called, ast.Attribute) else path
    taken = next((a.annotation for a in method.args.args if a.arg == "params"), None)
    returned = ast.unparse(method.returns).strip("\"'") if method.returns else ""
    return Operation(
        method=str(ast.literal_eval(call.args[0])).upper(),
        path=str(ast.literal_eval(template)),
        params=_named(ast.unparse(taken) if taken else "", imported),
        answer=_named(returned.removeprefix("ListObject"), imported),
        lists=returned.startswith("ListObject"),
    )


def _named(annotation: str, imported: dict[str, str]) -> tuple[str, str] | None:
    names = (name for name in re.findall(r"[A-Z]\w+", annotation) if name in imported)
    return next(((imported[name], name) for name in names if name != "Optional"), None)


def imported(place: tuple[str, str]) -> Any:
    """What a module of the SDK calls by a name: (module, name)."""
    module, name = place
    return getattr(import_module(module), name)
