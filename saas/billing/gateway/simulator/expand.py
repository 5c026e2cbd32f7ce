"""Putting whole objects in the place of their ids, where the caller asks with `expand`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from saas.billing.gateway.simulator.errors import invalid
from saas.billing.gateway.simulator.store import Resource, Store

DEEPEST = 4


def expanded(answer: Resource, paths: Sequence[str], store: Store) -> Resource:
    """The answer with each `path` ("latest_charge.balance_transaction") filled in.

    Raises ApiError when a path names nothing that can be expanded, or goes deeper than four.
    """
    for path in paths:
        steps = path.split(".")
        if len(steps) > DEEPEST:
            raise invalid(f"You cannot expand more than {DEEPEST} levels of a property.")
        _walk(answer, steps, store, path)
    return answer


def _walk(node: Any, steps: list[str], store: Store, path: str) -> None:
    if isinstance(node, list):
        for each in node:
            _walk(each, steps, store, path)
        return
    if not steps or node is None:
        return
    if not isinstance(node, dict) or steps[0] not in node:
        raise invalid(f"This property cannot be expanded ({path}).", param="expand")
    inner = node[steps[0]]
    if isinstance(inner, str):
        inner = store.find(inner)
        if inner is None:
            raise invalid(f"This property cannot be expanded ({path}).", param="expand")
        node[steps[0]] = inner
    _walk(inner, steps[1:], store, path)
