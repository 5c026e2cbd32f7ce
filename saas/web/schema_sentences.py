"""What marshmallow says by itself where a schema has no sentence of its own, marked to be said.

Pages and problems look every sentence of a schema up in the reader's language; these would
otherwise be English to all.
"""

from __future__ import annotations

from typing import Final

from saas.text import N_

SENTENCES: Final = (
    N_("Missing data for required field."),
    N_("Field may not be null."),
    N_("Invalid value."),
    N_("Invalid type."),
    N_("Invalid input type."),
    N_("Unknown field."),
    N_("Not a valid boolean."),
    N_("Not a valid date."),
    N_("Not a valid datetime."),
    N_("Not a valid email address."),
    N_("Not a valid integer."),
    N_("Not a valid list."),
    N_("Not a valid mapping type."),
    N_("Not a valid number."),
    N_("Not a valid string."),
    N_("Not a valid utf-8 string."),
    N_("Number too large."),
)
