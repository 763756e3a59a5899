"""What a widget is made of, said once for keys and fingers: blocks, which a density draws as rows or as tiles."""

from collections.abc import Sequence
from typing import ClassVar

from msgspec import Struct

from kassa_tui.text import width
from kassa_tui.widgets.drawing.targets import What


class Text(Struct, frozen=True):
    """Lines that only say something, as many rows in every density."""

    lines: tuple[str, ...]
    ink: str = "text"
    bold: bool = False
    ground: str | None = None

    what: ClassVar[None] = None


BLANK = Text(("",))
"""A free row."""


class Steps(Struct, frozen=True):
    """Two counts, and what a tap on − and + between them is about; heads have neither."""

    here: str
    there: str
    less: What | None = None
    more: What | None = None


class Pair(Struct, frozen=True):
    """A label and a value; an empty label is a blank row. `rule` draws a line above.

    `what` is what a tap on it is about; `steps` are two counts instead of the value.
    """

    label: str = ""
    value: str = ""
    ink: str = "text"
    bold: bool = False
    rule: bool = False
    what: What | None = None
    chosen: bool = False
    steps: Steps | None = None

    @property
    def high(self) -> int:
        """Its rows where keys are pressed."""
        return 1 + self.rule


class Pairs(Struct, frozen=True):
    """A pair with those right below that belong to it, and the `heads` of its counts."""

    first: Pair
    below: tuple[Pair, ...] = ()
    heads: Steps = Steps("", "")

    @property
    def what(self) -> What | None:
        """What a tap on it is about."""
        return self.first.what


class Entry(Struct, frozen=True):
    """A label with what is typed; the `current` one has the cursor. Without `what` it only says something.

    `labels` are the columns that the labels of all fields beside it take.
    """

    label: str
    value: str
    labels: int
    what: What | None = None
    current: bool = False


class Option(Struct, frozen=True):
    """One of some things to tap beside each other; `loud` is the chosen one, or the way forward.

    Something is erased, thrown away or cancelled by one that is a `loss`.
    """

    what: What
    word: str
    loud: bool = False
    loss: bool = False

    @property
    def colours(self) -> tuple[str, str]:
        """Ground and ink of an answer."""
        if self.loss:
            return "error", "errortext"
        return ("pay", "paytext") if self.loud else ("tile", "text")


class Choices(Struct, frozen=True):
    """A label with what can be chosen, the chosen one with the dot."""

    label: str
    options: tuple[Option, ...]
    labels: int
    current: bool = False

    @property
    def what(self) -> What:
        """Each option says it, this is the first of them."""
        return self.options[0].what


class Buttons(Struct, frozen=True):
    """Answers beside each other, at the right."""

    options: tuple[Option, ...]

    @property
    def what(self) -> What:
        """Each option says it, this is the first of them."""
        return self.options[0].what


Block = Text | Pairs | Entry | Choices | Buttons


def label_columns(labels: Sequence[str]) -> int:
    """The columns for some labels below each other."""
    return min(max(map(width, labels), default=0) + 2, 30)
