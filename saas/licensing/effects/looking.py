"""A page that shows what a deed comes to, and does exactly that once it has been looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from saas.licensing.effects.rules import PreviewOutdated
from saas.web import Form

Look = TypeVar("Look")
Deed = TypeVar("Deed")


def looked_at_first(
    form: Form, *, look: Callable[[], Look], do: Callable[[], Deed]
) -> tuple[Look | None, Deed | None]:
    """What a form that was sent well asks for: a look, or by its token the deed.

    Where something else was shown it is a look anew, and the form says so. One of the two is
    None; both are where the form was refused.
    """
    check, done = None, None
    with form.attempt():
        if form.data["token"]:
            done = do()
        else:
            check = look()
    if isinstance(form.refusal, PreviewOutdated):
        with form.attempt():
            check = look()
    return check, done
