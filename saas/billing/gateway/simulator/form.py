"""Reading the bracket notation in which Stripe's API takes its parameters."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

from saas.billing.gateway.simulator.errors import invalid

DEEPEST = 8
PART = re.compile(r"[^\[\]]+|(?<=\[)(?=\])")


def decode(encoded: str) -> dict[str, Any]:
    """`metadata[tenant]=7&expand[0]=customer` as {"metadata": {"tenant": "7"}, "expand": [...]}.

    Every leaf is a string; whoever reads it knows what it should be. Raises ApiError when the
    nesting contradicts itself.
    """
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True):
        _place(tree, name, value)
    read = _lists(tree)
    return read if isinstance(read, dict) else {}


def _place(tree: dict[str, Any], name: str, value: str) -> None:
    parts = PART.findall(name)
    branch = tree
    if not 0 < len(parts) <= DEEPEST:
        raise invalid(f"Invalid parameter name: {name[:80]}", param=name[:80])
    for part in parts[:-1]:
        branch = branch.setdefault(part, {})
        if not isinstance(branch, dict):
            raise invalid(f"Invalid hash: {name[:80]}", param=name[:80])
    branch[parts[-1] or str(len(branch))] = value


def _lists(node: Any) -> Any:
    """Objects whose names are all numbers are lists."""
    if not isinstance(node, dict):
        return node
    read = {name: _lists(value) for name, value in node.items()}
    if read and all(name.isdecimal() for name in read):
        return [read[name] for name in sorted(read, key=int)]
    return read
