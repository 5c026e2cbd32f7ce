"""What the system says when a rule says no."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from saas.text import N_, Text


class Refusal(Exception):
    """A request we understood and declined.

    Refusals are part of the domain: each is named after the fact that stands in the way
    (`SeatLimitReached`), is raised by the rule it belongs to, and reads as a sentence that
    says the remedy. They are answered, never logged as faults. Anything else that is raised
    is a fault of ours.

    A subclass says `says`, an English sentence marked with `N_` whose `%(name)s` places are
    filled from the attributes of the instance. `field` names the form field at fault, if one
    is. `way_out` is where the remedy is found: the endpoint of a page and the words of its
    link.
    """

    code: ClassVar[str] = "refused"
    says: str = N_("This cannot be done.")
    field: ClassVar[str | None] = None
    way_out: ClassVar[tuple[str, str] | None] = None

    def __init_subclass__(cls) -> None:
        """Derive the stable public code from the name: SeatLimitReached, seat-limit-reached."""
        super().__init_subclass__()
        cls.code = re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()

    @property
    def text(self) -> Text:
        """The sentence with its values, to be translated at the door."""
        return Text(self.says, self.values)

    @property
    def values(self) -> dict[str, Any]:
        """What fills the places of the sentence."""
        return {name: value for name, value in vars(self).items() if not name.startswith("_")}

    def __str__(self) -> str:
        return str(self.text)


class NotFound(Refusal):
    """There is no such thing, or not for this tenant: the two look the same outside."""

    says = N_("There is nothing here. It may have been removed, or the address is mistyped.")


class NotAllowed(Refusal):
    """The thing exists and can be done, but not by this person."""

    says = N_("You may not do this. Ask one of your company's administrators to do it.")


class Conflict(Refusal):
    """Somebody else changed this at the same moment. Trying again is safe."""

    says = N_("Somebody changed this at the same moment. Look again and repeat what you did.")


class Gone(Refusal):
    """What was asked for has been good, or may have been, and never is again."""


class Unproven(Refusal):
    """Whoever asks has not shown who they are."""


class NotPaidFor(Refusal):
    """Another plan would allow it."""


class Unreadable(Refusal):
    """What was sent says something that cannot be."""


class TooOften(Refusal):
    """It has been tried too often of late, and may be again in so many `minutes`."""

    minutes: int


class Away(Refusal):
    """Somebody whom we need for it does not answer just now. Trying again later is safe."""
