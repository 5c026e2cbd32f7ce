"""Comparing parameters and answers with the types generated into the SDK."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from inspect import isclass
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

import stripe
from stripe._object_classes import OBJECT_CLASSES
from stripe._request_options import RequestOptions
from stripe._stripe_object import StripeObject, UntypedStripeObject

from saas.billing.gateway.simulator.operations import imported

WHOLE = re.compile(r"-?\d{1,18}")
OPTIONS_OF_A_CALL = frozenset(RequestOptions.__annotations__)
UNSAID = frozenset(StripeObject.__annotations__)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Something that is not as the types say: where, and what is wrong with it."""

    where: str
    kind: Literal["unknown", "missing", "integer", "other"]
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def in_parameters(sent: dict[str, Any], wanted: Any) -> list[Mismatch]:
    """What is wrong with parameters read from a form, where every leaf is a string."""
    return list(_typed_dict(sent, wanted, ""))


def in_answer(given: Any, wanted: type[StripeObject]) -> list[Mismatch]:
    """What is wrong with a resource we are about to answer, as JSON knows it."""
    return list(_resource(given, wanted, ""))


def fields(resource: Any) -> dict[str, Any]:
    """The fields a resource has and their types, as the SDK declares them."""
    known = _hints(resource)
    return {
        name: type_
        for name, type_ in known.items()
        if name not in UNSAID and "ClassVar" not in str(type_)
    }


@cache
def _hints(declared: Any) -> dict[str, Any]:
    """The evaluated annotations of a class; what the SDK imports only for types is found here."""
    names: dict[str, Any] = {"UntypedStripeObject": UntypedStripeObject}
    for _ in range(200):
        try:
            return get_type_hints(declared, localns=names)
        except NameError as unknown:
            name = str(unknown.name)
            names[name] = _class_named(name)
    raise RecursionError(declared)


def _class_named(name: str) -> Any:
    if hasattr(typing, name):
        return getattr(typing, name)
    place = next((place for place in OBJECT_CLASSES.values() if place[1] == name), None)
    return imported(place) if place else getattr(stripe, name, Any)


def _mismatches(value: Any, wanted: Any, where: str, *, spoken: bool) -> Iterator[Mismatch]:
    """Compare one value. `spoken` is true for form parameters, whose leaves are strings."""
    origin, options = get_origin(wanted), get_args(wanted)
    if origin in (Union, UnionType):
        yield from _one_of(value, options, where, spoken=spoken)
    elif origin is Literal:
        if value not in options:
            yield Mismatch(where, "other", f"must be one of {', '.join(map(repr, options[:12]))}")
    elif origin is list:
        yield from _list(value, options[0], where, spoken=spoken)
    elif is_typeddict(wanted):
        yield from _typed_dict(value, wanted, where)
    elif wanted is dict or origin in (dict, UntypedStripeObject):
        if not isinstance(value, dict):
            yield Mismatch(where, "other", "must be an object")
    elif isclass(wanted) and issubclass(wanted, StripeObject):
        if not issubclass(wanted, (stripe.ListObject, UntypedStripeObject)):
            yield from _resource(value, wanted, where)
    else:
        yield from _leaf(value, wanted, where, spoken=spoken)


def _one_of(value: Any, options: Any, where: str, *, spoken: bool) -> Iterator[Mismatch]:
    """The mismatches with whichever option the value comes nearest to.

    A list of documented words that also allows any string (`Literal[...] | str`) is open in the
    SDK only so that old code survives new words; here a documented word is insisted on.
    """
    words = [o for o in options if get_origin(o) is Literal and set(get_args(o)) != {""}]
    if words:
        options = tuple(option for option in options if option is not str)
    if value is None and type(None) in options:
        return
    attempts = [
        list(_mismatches(value, option, where, spoken=spoken))
        for option in options
        if option is not type(None)
    ]
    yield from min(attempts, key=len)


def _list(value: Any, item: Any, where: str, *, spoken: bool) -> Iterator[Mismatch]:
    if not isinstance(value, list):
        yield Mismatch(where, "other", "must be a list")
        return
    for index, each in enumerate(value):
        yield from _mismatches(each, item, f"{where}[{index}]", spoken=spoken)


def _typed_dict(value: Any, wanted: Any, where: str) -> Iterator[Mismatch]:
    if not isinstance(value, dict):
        yield Mismatch(where, "other", "must be an object")
        return
    known = {n: t for n, t in _hints(wanted).items() if n not in OPTIONS_OF_A_CALL}
    for name, each in value.items():
        inner = f"{where}[{name}]" if where else name
        if name in known:
            yield from _mismatches(each, known[name], inner, spoken=True)
        else:
            yield Mismatch(inner, "unknown", "is not a parameter")
    for name in wanted.__required_keys__ - value.keys() - OPTIONS_OF_A_CALL:
        yield Mismatch(f"{where}[{name}]" if where else name, "missing", "is required")


def _resource(value: Any, wanted: Any, where: str) -> Iterator[Mismatch]:
    if not isinstance(value, dict):
        yield Mismatch(where, "other", "must be an object")
        return
    known = {} if value.get("deleted") is True else fields(wanted)
    for name in value.keys() - fields(wanted).keys():
        yield Mismatch(f"{where}.{name}", "unknown", "is not a field the SDK knows")
    for name, type_ in known.items():
        if name in value:
            yield from _mismatches(value[name], type_, f"{where}.{name}", spoken=False)
        elif type(None) not in get_args(type_):
            yield Mismatch(f"{where}.{name}", "missing", "is always answered")


def _leaf(value: Any, wanted: Any, where: str, *, spoken: bool) -> Iterator[Mismatch]:
    fits = _spoken(value, wanted) if spoken else _native(value, wanted)
    if not fits:
        kind: Literal["integer", "other"] = "integer" if wanted is int else "other"
        yield Mismatch(where, kind, f"must be {wanted.__name__}, not {value!r}"[:200])


def _spoken(value: Any, wanted: Any) -> bool:
    if wanted is bool:
        return value in ("true", "false")
    if wanted is int:
        return isinstance(value, str) and WHOLE.fullmatch(value) is not None
    if wanted in (float, Decimal):
        return _is_number(value)
    return wanted is not str or isinstance(value, str)


def _native(value: Any, wanted: Any) -> bool:
    if wanted is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if wanted in (bool, str):
        return isinstance(value, wanted)
    return True


def _is_number(value: Any) -> bool:
    try:
        return isinstance(value, str) and Decimal(value).is_finite()
    except InvalidOperation:
        return False
