"""The inside of a question: what it is about, perhaps a field, and buttons that say what they do."""

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace
from textual.geometry import Size

from kassa_tui.text import wrap
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.blocks import BLANK, Block, Buttons, Choices, Entry, Option, Text, label_columns
from kassa_tui.widgets.drawing.canvas import Canvas, Pen
from kassa_tui.widgets.drawing.density import Density, density


class Button(Struct, frozen=True):
    """An answer: its key, its words, whether it is the way forward, and whether something is lost by it."""

    label: str
    word: str
    go: bool = False
    loss: bool = False


class Choice(Struct, frozen=True):
    """One of several values; `chosen` has the dot."""

    name: str
    word: str
    chosen: bool = False


class FieldRow(Struct, frozen=True):
    """A label with what is typed or chosen; the `current` one has the cursor."""

    label: str
    value: str = ""
    choices: tuple[Choice, ...] = ()
    current: bool = False
    name: str = ""


class DialogValues(Struct, frozen=True):
    """Everything in a question."""

    title: str
    lines: tuple[str, ...] = ()
    fields: tuple[FieldRow, ...] = ()
    error: str = ""
    buttons: tuple[Button, ...] = ()


class Arranged(Struct, frozen=True):
    """Blocks with the blank rows between them, and whether more can be tapped than what is in sight."""

    blocks: Sequence[Block]
    longer: bool = False


class DialogBox(Canvas):
    """Draws a question. Clicks are about a `Button`, a `Field` or a `Choice`."""

    DEFAULT_CSS = "DialogBox { height: auto; width: 1fr; }"
    ground = "panel"

    def __init__(self, values: DialogValues) -> None:
        super().__init__()
        self.values = values
        self.room = 0
        """Rows that there are, for fingers: what is not needed gives way."""
        self._high = 0
        """Rows that were asked for last."""
        self._last, self._arranged_for = Arranged([]), (values, -1, 0, False)

    def show(self, values: DialogValues) -> None:
        """Another state of the question."""
        before, self._high = self._high, self._height(values)
        self.values = values
        if self._high != before:
            self.refresh(layout=True)
            self.repaint()
        else:
            self.redraw()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Textual asks how high the question is."""
        self._high = self._height(self.values)
        return self._high

    def measured(self, values: DialogValues) -> bool:
        """Whether something of it would be out of sight in the room that there is; known before it is drawn."""
        self.longer = self._arranged(values).longer
        return self.longer

    def _height(self, values: DialogValues) -> int:
        drawing = density(self)
        return _high(self._arranged(values).blocks, drawing)

    def _arranged(self, values: DialogValues) -> Arranged:
        """The blocks in the room that there is; measured and drawn they are arranged once."""
        arranged_for = (values, self.size.width, self.room, self.fingers)
        if self._arranged_for != arranged_for:
            drawing = density(self)
            question = _described(values, drawing)
            self._last = _fitted(question, drawing, self.room) if self.fingers else Arranged(_whole(question))
            self._arranged_for = arranged_for
        return self._last

    def rows(self) -> Iterator[Pen]:
        """From the title to the buttons."""
        arranged, drawing = self._arranged(self.values), density(self)
        self.longer = arranged.longer
        for block in arranged.blocks:
            yield from drawing.draw(block)

    def fits(self, values: DialogValues, room: int) -> bool:
        """Whether everything that is said, a field and the buttons have room."""
        drawing = density(self)
        return _fits(_described(values, drawing), drawing, room)


class Described(Struct, frozen=True):
    """A question in blocks: parts that a blank row keeps apart."""

    title: tuple[Block, ...]
    said: tuple[Block, ...]
    fields: tuple[Block, ...]
    refused: tuple[Block, ...]
    buttons: tuple[Block, ...]


def _described(values: DialogValues, drawing: Density) -> Described:
    """What a question is made of, in parts that are as wide as the canvas."""
    room = drawing.wide - 2
    title = (Text((values.title,), bold=True),)
    lines = tuple(piece for line in values.lines for piece in wrap(line, room))
    refusal = Text(tuple(wrap(f"■ {values.error}", room)), "errortext", bold=True, ground="error")
    labels = label_columns([field.label for field in values.fields])
    fields = tuple(part for field in values.fields for part in drawing.parts(_field(field, labels)))
    options = tuple(Option(targets.Button(each.label), _button(each), each.go, each.loss) for each in values.buttons)
    return Described(
        title,
        (Text(lines),) if lines else (),
        fields,
        (refusal,) if values.error else (),
        tuple(drawing.parts(Buttons(options))) if options else (),
    )


def _field(field: FieldRow, labels: int) -> Block:
    """A field; one without a name that is not the current one only says something."""
    if field.choices:
        options = tuple(Option(targets.Choice(field.name, each.name), each.word, each.chosen) for each in field.choices)
        return Choices(field.label, options, labels, field.current)
    what = targets.Field(field.name) if field.name or field.current else None
    return Entry(field.label, field.value, labels, what, field.current)


def _whole(question: Described) -> list[Block]:
    """Everything, with a blank row after each part."""
    parts = (question.title, question.said, question.fields, question.refused, question.buttons)
    return [block for part in parts if part for block in (*part, BLANK)]


def _high(blocks: Sequence[Block], drawing: Density) -> int:
    return sum(map(drawing.height, blocks))


def _fits(question: Described, drawing: Density, room: int) -> bool:
    """Whether everything that is said, a field and the buttons have room."""
    field = max(map(drawing.height, question.fields), default=0)
    said = _high((*question.title, *question.said, *question.refused, *question.buttons), drawing)
    return said + field <= room


def _fitted(question: Described, drawing: Density, room: int) -> Arranged:
    """What there is room for, and whether that is less than everything that can be tapped; without `room` all of it.

    What gives way: blank rows, what must be read once, the title, fields that are far from the current one.
    """
    if not room:
        return Arranged(_spaced(question, 9))
    if not _fits(question, drawing, room):
        question = replace(question, said=())
    fixed = _high((*question.title, *question.said, *question.refused, *question.buttons), drawing)
    fields = _round_current(question.fields, drawing, room - fixed)
    spare = room - fixed - _high(fields, drawing)
    longer = len(fields) < len(question.fields)
    if longer and _high(question.fields, drawing) == room - fixed + 1:
        return Arranged(_spaced(replace(question, title=()), 0))
    title = () if spare < 0 and question.refused else question.title
    return Arranged(_spaced(replace(question, title=title, fields=fields), spare), longer)


def _spaced(question: Described, spare: int) -> list[Block]:
    """The blocks with a blank row between parts, as long as there are `spare` ones."""
    said, fields, refused, buttons = question.said, question.fields, question.refused, question.buttons
    blocks = [*question.title]
    before = (said or fields or refused, said and fields, refused, buttons)
    for part, apart in zip((said, fields, refused, buttons), before, strict=True):
        if apart and spare > 0:
            blocks.append(BLANK)
            spare -= 1
        blocks += part
    return blocks


def _round_current(fields: Sequence[Block], drawing: Density, room: int) -> tuple[Block, ...]:
    """As many of the fields as there is room for: those from the current one on, then those before it."""
    if not fields:
        return ()
    at = next((n for n, field in enumerate(fields) if isinstance(field, Entry | Choices) and field.current), 0)
    first, end, room = at, at + 1, room - drawing.height(fields[at])
    while end < len(fields) and (high := drawing.height(fields[end])) <= room:
        end, room = end + 1, room - high
    while first and (high := drawing.height(fields[first - 1])) <= room:
        first, room = first - 1, room - high
    return tuple(fields[first:end])


ARROWS = "↑↓"
"""Keys that need no word beside them."""


def _button(button: Button) -> str:
    return button.label if button.label in ARROWS else f"{button.label}  {button.word}"
