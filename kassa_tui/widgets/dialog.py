"""The inside of a question: what it is about, perhaps a field, and buttons that say what they do."""

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace
from textual.geometry import Size

from kassa_tui.text import tail, wrap
from kassa_tui.text import width as cells
from kassa_tui.widgets.draw import Canvas, Pen, Target, packed


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

    def with_error(self, text: str) -> "DialogValues":
        """The same, with a refusal."""
        return replace(self, error=text)


class DialogBox(Canvas):
    """Draws a question. Clicks say `button LABEL`, `field NAME` or `choice FIELD VALUE`."""

    DEFAULT_CSS = "DialogBox { height: auto; width: 1fr; }"
    ground = "panel"

    def __init__(self, values: DialogValues) -> None:
        super().__init__()
        self.values = values

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

    def _height(self, values: DialogValues) -> int:
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
            self.targets.append(Target(0, self.drawn, self.size.width, 1, f"field {field.name}"))
            cursor = "█" if field.current else ""
            room = max(pen.room - 1, 1)
            yield pen.put(tail(f"{field.value}{cursor}", room - 1), bold=True, ground="tile", columns=room)
            return
        for number, choices in enumerate(_choice_rows(field, self._inner)):
            pen = self.pen().put("▶" if field.current and number == 0 else " ", "key")
            pen.put(field.label if number == 0 else "", "muted", columns=label_columns)
            for choice in choices:
                word = f"● {choice.word}" if choice.chosen else f"· {choice.word}"
                self.targets.append(Target(pen.at, self.drawn, cells(word), 1, f"choice {field.name} {choice.name}"))
                pen.put(word, "text" if choice.chosen else "muted", bold=choice.chosen).put("  ")
            yield pen

    def _buttons(self, buttons: tuple[Button, ...]) -> Iterator[Pen]:
        """Three rows high, for fingers; the way forward at the right."""
        texts = [f" {button.label}  {button.word} " for button in buttons]
        total = sum(cells(text) + 2 for text in texts) + len(texts) - 1
        starts, at = [], max(self.size.width - total - 1, 0)
        for text in texts:
            starts.append(at)
            at += cells(text) + 3
        for start, text, button in zip(starts, texts, buttons, strict=True):
            self.targets.append(Target(start, self.drawn, cells(text) + 2, 3, f"button {button.label}"))
        for row in range(3):
            pen = self.pen()
            for start, text, button in zip(starts, texts, buttons, strict=True):
                ground, ink = ("pay", "paytext") if button.go else ("tile", "text")
                shown = text if row == 1 else ""
                pen.put(f" {shown}", ink, at=start, columns=cells(text) + 2, ground=ground, bold=True)
            yield pen
        yield self.pen()


def _choice_rows(field: FieldRow, room: int) -> list[tuple[Choice, ...]]:
    """The choices of a field in rows that fit; one empty row for a typed field."""
    rows = packed([cells(choice.word) + 4 for choice in field.choices], room - 24)
    return [tuple(field.choices[i] for i in row) for row in rows]
