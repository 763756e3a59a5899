"""What programs write where they know nothing: never a code, a name or a text."""

import re

from kassa_tui.i18n import N_
from kassa_tui.till.goods.csv_files import EMPTY
from kassa_tui.till.ledger.errors import TillError

_DASHES = re.compile(r"[-\u2010-\u2015\u2212]+")
_UNKNOWN = frozenset(("null", "n/a", "#n/a", "n.a.", "nvt", "n.v.t.", "n.v.t", "nan", "nat", "undefined", "\\n"))
"""What no text of a shop's own is."""

_NO_CODE = _UNKNOWN | frozenset(
    "none nil na n.a nvt. geen ingen onbekend ukendt unknown false true onwaar waar falsk sand".split()
)
"""What no code is, though something may be called so."""


class BlankError(TillError):
    """A cell that says nothing, in a manner of its own."""


def _bare(text: str) -> str:
    """Without the brackets that some put around it, as in `(null)`."""
    return text.casefold().strip("()[]{}<> ")


def no_code(text: str) -> bool:
    """Whether a text is no code: no letter and no digit is in it, or it is what some program writes for nothing."""
    return (
        not any(letter.isalnum() for letter in text)
        or text.startswith("#")
        or bool({text.casefold(), _bare(text)} & _NO_CODE)
    )


def told(text: str) -> str:
    """A text that says something. Raises BlankError for dashes alone, NULL and the like."""
    if _DASHES.fullmatch(text):
        raise BlankError(
            N_('"{text}" is not clear: {mark} empties a field, an empty cell leaves it.'), text=text, mark=EMPTY
        )
    if {text.casefold(), _bare(text)} & _UNKNOWN:
        raise BlankError(N_('"{text}" says nothing: leave the cell empty.'), text=text)
    return text
