"""The inside of a question: what it is about, perhaps a field, and buttons that say what they do."""

from collections.abc import Generator, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace
from textual.geometry import Size

from kassa_tui.text import tail, wrap
from kassa_tui.text import width as cells
from kassa_tui.widgets import targets
from kassa_tui.widgets.draw import FINGER_COLUMNS, FINGER_ROWS, Canvas, Pen, Target, Tile, packed


class Button(Struct, frozen=True):
    """An answer: its key, its words, and whether it is the way forward."""

    label: str
    word: str
    go: bool = False


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


class DialogBox(Canvas):
    """Draws a question. Clicks are about a `Button`, a `Field` or a `Choice`."""

    DEFAULT_CSS = "DialogBox { height: auto; width: 1fr; }"
    ground = "panel"

    def __init__(self, values: DialogValues) -> None:
        super().__init__()
        self.values = values
        self.room = 0
        """Rows that there are, for fingers: what is not needed gives way."""

    def show(self, values: DialogValues) -> None:
        """Another state of the question."""
        higher = self._height(values) != self._height(self.values)
        self.values = values
        if higher:
            self.refresh(layout=True)
            self.repaint()
        else:
            self.redraw()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Textual asks how high the question is."""
        return self._height(self.values)

    def measured(self, values: DialogValues) -> bool:
        """Whether something of it would be out of sight in the room that there is; known before it is drawn."""
        self.longer = False
        self._height(values)
        return self.longer

    def _height(self, values: DialogValues) -> int:
        if self.fingers:
            before, self.targets = self.targets, []
            rows = len(list(self._for_fingers(values)))
            self.targets = before
            return rows
        texts = sum(len(wrap(line, self._inner)) for line in values.lines)
        fields = sum(len(_choice_rows(field, self._inner)) for field in values.fields)
        refused = len(self._refusal(values))
        parts = [2, texts + 1 if texts else 0, fields + 1 if fields else 0, refused + 1 if refused else 0]
        return sum(parts) + (4 if values.buttons else 0)

    @property
    def _inner(self) -> int:
        return (self.size.width or 56) - 2

    def _refusal(self, values: DialogValues) -> list[str]:
        return wrap(f"■ {values.error}", self._inner) if values.error else []

    def rows(self) -> Iterator[Pen]:
        """From the title to the buttons."""
        values = self.values
        if self.fingers:
            yield from self._for_fingers(values)
            return
        yield self.pen().put(f" {values.title}", bold=True)
        yield self.pen()
        for line in values.lines:
            for piece in wrap(line, self._inner):
                yield self.pen().put(f" {piece}")
        if values.lines:
            yield self.pen()
        for field in values.fields:
            yield from self._field(field)
        if values.fields:
            yield self.pen()
        for line in self._refusal(values):
            yield self.pen("error").put(f" {line}", "errortext", bold=True)
        if values.error:
            yield self.pen()
        if values.buttons:
            yield from self._buttons(values.buttons)

    def _field(self, field: FieldRow) -> Iterator[Pen]:
        label_columns = min(max(cells(each.label) for each in self.values.fields) + 2, 30)
        if not field.choices:
            pen = self.pen().put("▶" if field.current else " ", "key")
            pen.put(field.label, "muted", columns=label_columns)
            self.targets.append(Target(0, self.drawn, self.size.width, 1, targets.Field(field.name)))
            cursor = "█" if field.current else ""
            room = max(pen.room - 1, 1)
            yield pen.field(tail(f"{field.value}{cursor}", room - 1), room, ruled=True)
            return
        for number, choices in enumerate(_choice_rows(field, self._inner)):
            pen = self.pen().put("▶" if field.current and number == 0 else " ", "key")
            pen.put(field.label if number == 0 else "", "muted", columns=label_columns)
            for choice in choices:
                word = f"● {choice.word}" if choice.chosen else f"· {choice.word}"
                self.targets.append(Target(pen.at, self.drawn, cells(word), 1, targets.Choice(field.name, choice.name)))
                pen.put(word, "text" if choice.chosen else "muted", bold=choice.chosen).put("  ")
            yield pen

    def fits(self, values: DialogValues, room: int) -> bool:
        """Whether everything that is said, a field and the buttons have room."""
        lines = sum(len(wrap(line, self._inner)) for line in values.lines) + len(self._refusal(values))
        fields = max((_rows(field) for field in values.fields), default=0)
        return 1 + lines + fields + FINGER_ROWS * len(self._button_rows(values)) <= room

    def _button_rows(self, values: DialogValues) -> list[range]:
        """Which of the buttons stand beside each other."""
        return packed([_button_columns(each) + 1 for each in values.buttons], self._inner + 2) if values.buttons else []

    def _for_fingers(self, values: DialogValues) -> Iterator[Pen]:
        """The same of tiles, without blank rows where there is no room for them."""
        title = [self.pen().put(f" {values.title}", bold=True)]
        said = [self.pen().put(f" {piece}") for line in values.lines for piece in wrap(line, self._inner)]
        refused = [self.pen("error").put(f" {line}", "errortext", bold=True) for line in self._refusal(values)]
        buttons = self._button_rows(values)
        if self.room and not self.fits(values, self.room):
            said = []
        fixed = len(title) + len(said) + len(refused) + FINGER_ROWS * len(buttons)
        fields = [part for field in values.fields for part in self._parts(field)]
        shown = _round_current(fields, self.room - fixed) if self.room and fields else fields
        if len(shown) < len(fields) and len(_round_current(fields, self.room - fixed + 1)) == len(fields):
            title, fixed, shown = [], fixed - 1, fields
        self.longer = len(shown) < len(fields)
        fields = shown
        spare = self.room - fixed - sum(_rows(field) for field, _choices in fields) if self.room else 9
        if spare < 0 and refused:
            title = []
        yield from title
        spare = yield from self._blank(spare, said or fields or refused)
        yield from said
        spare = yield from self._blank(spare, fields if said else ())
        for field, choices in fields:
            yield from self._field_tiles(field, choices)
        spare = yield from self._blank(spare, refused)
        yield from refused
        yield from self._blank(spare, buttons)
        for row in buttons:
            yield from self._button_tiles([values.buttons[n] for n in row])

    def _blank(self, spare: int, before: Sequence[object]) -> Generator[Pen, None, int]:
        """A blank row before something, if there is room for it; gives back how many more there may be."""
        if spare > 0 and before:
            yield self.pen()
            return spare - 1
        return spare

    def _parts(self, field: FieldRow) -> list["Part"]:
        """A field in parts: one, or its choices in rows that fit."""
        if not field.choices:
            return [(field, ())]
        wide = [max(cells(choice.word) + 4, FINGER_COLUMNS) + 1 for choice in field.choices]
        rows = packed(wide, self._inner + 2 - self._label_columns - 1)
        return [
            (field if n == 0 else replace(field, label=""), tuple(field.choices[i] for i in row))
            for n, row in enumerate(rows)
        ]

    @property
    def _label_columns(self) -> int:
        return min(max(cells(each.label) for each in self.values.fields) + 2, 30)

    def _field_tiles(self, field: FieldRow, choices: tuple[Choice, ...]) -> Iterator[Pen]:
        """A label, and what is typed or the choices, as tiles."""
        at = self._label_columns + 1
        lead = f"{'▶' if field.current and field.label else ' '}{field.label}"
        if _rows(field) == 1:
            yield self.pen().put(lead, "muted", columns=at).put(field.value, bold=True)
            return
        if not field.choices:
            room = max((self.size.width or 56) - at - 1, FINGER_COLUMNS)
            shown = tail(f"{field.value}{'█' if field.current else ''}", room - 2)
            what, begins = targets.Field(field.name), self.drawn
            yield from self.tiles([Tile(what, at, room, (shown,))], lead, "muted")
            # A tap on the label means the field, too.
            self.targets[-1] = Target(0, begins, at + room, FINGER_ROWS, what)
            return
        tiles = []
        for choice in choices:
            ground, ink = ("cursor", "cursortext") if choice.chosen else ("tile", "text")
            columns = max(cells(choice.word) + 4, FINGER_COLUMNS)
            line = f"{'●' if choice.chosen else '·'} {choice.word}"
            tiles.append(Tile(targets.Choice(field.name, choice.name), at, columns, (line,), ground, ink))
            at += columns + 1
        yield from self.tiles(tiles, lead, "muted")

    def _button_tiles(self, buttons: Sequence[Button]) -> Iterator[Pen]:
        """The way forward at the right."""
        at = max((self.size.width or 56) - sum(_button_columns(each) + 1 for each in buttons), 0)
        tiles = []
        for button in buttons:
            ground, ink = ("pay", "paytext") if button.go else ("tile", "text")
            columns, what = _button_columns(button), targets.Button(button.label)
            tiles.append(
                Tile(
                    what=what,
                    at=at,
                    columns=columns,
                    lines=(_button(button),),
                    ground=ground,
                    ink=ink,
                    align="center",
                )
            )
            at += columns + 1
        yield from self.tiles(tiles)

    def _buttons(self, buttons: tuple[Button, ...]) -> Iterator[Pen]:
        """Three rows high, for fingers; the way forward at the right."""
        texts = [f" {_button(button)} " for button in buttons]
        total = sum(cells(text) + 2 for text in texts) + len(texts) - 1
        starts, at = [], max(self.size.width - total - 1, 0)
        for text in texts:
            starts.append(at)
            at += cells(text) + 3
        for start, text, button in zip(starts, texts, buttons, strict=True):
            self.targets.append(Target(start, self.drawn, cells(text) + 2, 3, targets.Button(button.label)))
        for row in range(3):
            pen = self.pen()
            for start, text, button in zip(starts, texts, buttons, strict=True):
                ground, ink = ("pay", "paytext") if button.go else ("tile", "text")
                shown = text if row == 1 else ""
                pen.put(f" {shown}", ink, at=start, columns=cells(text) + 2, ground=ground, bold=True)
            yield pen
        yield self.pen()


Part = tuple[FieldRow, tuple[Choice, ...]]
"""A field, or a row of its choices."""


def _rows(field: FieldRow) -> int:
    """A row of what only says something; what is tapped is as high as a finger."""
    return FINGER_ROWS if field.name or field.current or field.choices else 1


def _round_current(parts: list[Part], room: int) -> list[Part]:
    """As many of the parts as there is room for: those from the current one on, then those before it."""
    at = next((n for n, (field, _choices) in enumerate(parts) if field.current), 0)
    shown, taken = [parts[at]], _rows(parts[at][0])
    for part in parts[at + 1 :]:
        if taken + _rows(part[0]) > room:
            break
        shown.append(part)
        taken += _rows(part[0])
    for part in reversed(parts[:at]):
        if taken + _rows(part[0]) > room:
            break
        shown.insert(0, part)
        taken += _rows(part[0])
    return shown


ARROWS = "↑↓"
"""Keys that need no word beside them."""


def _button(button: Button) -> str:
    return button.label if button.label in ARROWS else f"{button.label}  {button.word}"


def _button_columns(button: Button) -> int:
    """Columns of a button for fingers."""
    return max(cells(_button(button)) + 2, FINGER_COLUMNS)


def _choice_rows(field: FieldRow, room: int) -> list[tuple[Choice, ...]]:
    """The choices of a field in rows that fit; one empty row for a typed field."""
    rows = packed([cells(choice.word) + 4 for choice in field.choices], room - 24)
    return [tuple(field.choices[i] for i in row) for row in rows]
