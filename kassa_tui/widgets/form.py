"""Forms as values: fields, a cursor, and what each key makes of them. Nothing has the focus, nothing is lost."""

from collections.abc import Iterator, Mapping
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.text import clean, fit, tail, width, wrap
from kassa_tui.widgets.draw import Canvas, Pen, Target, packed

Kind = Literal["text", "amount", "digits", "choice"]


class Field(Struct, frozen=True):
    """One field. A choice has `options` of value and word; its value is one of them. A `secret` shows as dots."""

    name: str
    label: str
    kind: Kind = "text"
    value: str = ""
    options: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    longest: int = 60
    secret: bool = False

    def allows(self, character: str) -> bool:
        """Whether a character may be typed here."""
        if self.kind == "amount":
            return character in "0123456789,."
        if self.kind == "digits":
            return character.isascii() and character.isdigit()
        return self.kind == "text" and character.isprintable()


class FormValues(Struct, frozen=True):
    """All fields, which one is current, and what is wrong with some of them; `tall` rows are for fingers."""

    title: str
    fields: tuple[Field, ...]
    at: int = 0
    errors: Mapping[str, str] = {}
    about: str = ""
    notes: tuple[str, ...] = ()
    tall: bool = False

    @property
    def current(self) -> Field:
        """The field with the cursor."""
        return self.fields[self.at]

    def __getitem__(self, name: str) -> str:
        """The value of a field."""
        return next(each.value for each in self.fields if each.name == name)

    def to(self, at: int) -> "FormValues":
        """With another field current."""
        return replace(self, at=max(0, min(at, len(self.fields) - 1)))

    def named(self, name: str) -> "FormValues":
        """With the field of that name current."""
        return self.to(next((i for i, each in enumerate(self.fields) if each.name == name), self.at))

    def put(self, name: str, value: str) -> "FormValues":
        """With another value of a field; what was wrong with it is forgotten."""
        fields = tuple(replace(each, value=value) if each.name == name else each for each in self.fields)
        errors = {key: text for key, text in self.errors.items() if key != name}
        return replace(self, fields=fields, errors=errors)

    def filled(self, typed: "FormValues") -> "FormValues":
        """With the values and the cursor of the same form in another language; what was refused is forgotten."""
        values = {each.name: each.value for each in typed.fields}
        fields = tuple(replace(each, value=values.get(each.name, each.value)) for each in self.fields)
        return replace(self, fields=fields, at=typed.at)

    def wrong(self, errors: Mapping[str, str]) -> "FormValues":
        """With what was refused; the first wrong field is current."""
        marked = self.marked(errors)
        return marked.named(next(iter(errors))) if errors else marked

    def marked(self, errors: Mapping[str, str]) -> "FormValues":
        """With what was refused; the current field stays."""
        return replace(self, errors=dict(errors))

    def typed(self, character: str) -> "FormValues | None":
        """One character more; None when it does not belong here."""
        now = self.current
        if not character or not now.allows(character) or len(now.value) >= now.longest:
            return None
        return self.put(now.name, now.value + character)

    def pasted(self, text: str) -> "FormValues":
        """The first line of what is pasted, as far as it belongs here."""
        line = "".join(c for c in clean(text.partition("\n")[0]) if self.current.allows(c))
        return self.put(self.current.name, (self.current.value + line)[: self.current.longest])

    def shorter(self) -> "FormValues":
        """Without the last character."""
        return self.put(self.current.name, self.current.value[:-1]) if self.current.kind != "choice" else self

    def wiped(self) -> "FormValues":
        """With the current field empty."""
        return self.put(self.current.name, "") if self.current.kind != "choice" else self

    def turned(self, by: int) -> "FormValues":
        """With the next or the previous choice of the current field."""
        values = [value for value, _word in self.current.options]
        if self.current.kind != "choice" or not values:
            return self
        at = values.index(self.current.value) if self.current.value in values else 0
        return self.put(self.current.name, values[(at + by) % len(values)])


FINGER = 8
"""Columns of what a finger finds."""


class FormView(Canvas):
    """Draws a form. Clicks say `field NAME` or `choice NAME VALUE`."""

    values: FormValues | None = None
    _ends = 0
    """Rows to the end of the current field."""

    @property
    def _rows_high(self) -> int:
        """The rows of a field."""
        return 3 if self.values is not None and self.values.tall else 1

    def show(self, values: FormValues) -> None:
        """Another state of the form."""
        self.values = values
        self.redraw()

    def rows(self) -> Iterator[Pen]:
        """The rows in sight: from the top, unless the current field is further down."""
        listed: list[Pen] = []
        for row in self._rows():
            listed.append(row)
            self.drawn = len(listed)
        top = max(0, min(self._ends - self.size.height, len(listed) - self.size.height))
        self.targets = [replace(target, y=target.y - top) for target in self.targets]
        yield from listed[top : top + self.size.height]

    def _rows(self) -> Iterator[Pen]:
        """Title, then a row a field, with its refusal below it."""
        values = self.values
        if values is None:
            return
        roomy = self.size.height >= 3 * len(values.fields) + 5
        if roomy:
            yield self.pen()
        yield self.pen().put(f" {values.title}", bold=True).right(f"{values.about} ", "muted")
        yield self.pen()
        labels = min(max(width(each.label) for each in values.fields) + 2, self.size.width // 2)
        for number, each in enumerate(values.fields):
            current = number == values.at
            yield from self._row(each, labels, current)
            yield from self._below(values.errors.get(each.name), each.hint if current else "", labels, roomy)
            if current:
                self._ends = self.drawn
        if values.notes:
            yield self.pen()
        for note in values.notes:
            for line in wrap(note, self.size.width - 4):
                yield self.pen().put(line, "muted", at=3)

    def _high(self, pen: Pen) -> Iterator[Pen]:
        """A row, with one above and one below it for fingers."""
        tall = self.values is not None and self.values.tall
        if tall:
            yield self.pen()
        yield pen
        if tall:
            yield self.pen()

    def _below(self, error: str | None, hint: str, labels: int, roomy: bool) -> Iterator[Pen]:
        """What is wrong with a field, or what the current one is for; a blank row where there is room."""
        text, ink = (f"■ {error}", "error") if error else (hint, "muted")
        for line in wrap(text, max(self.size.width - labels - 4, 16)) if text else ():
            yield self.pen().put(line, ink, at=labels + 3)
        if roomy:
            yield self.pen()

    def _row(self, each: Field, labels: int, current: bool) -> Iterator[Pen]:
        lead = " ▶ " if current else "   "
        if each.kind == "choice":
            yield from self._choices(each, labels, lead, current)
            return
        pen = self.pen().put(lead, "key")
        pen.put(each.label, "text" if current else "muted", columns=labels)
        self.targets.append(Target(0, self.drawn, self.size.width, self._rows_high, f"field {each.name}"))
        room = min(max(each.longest + 2, 12), pen.room - 1)
        value = "●" * len(each.value) if each.secret else each.value
        shown = tail(value + ("█" if current else ""), room - 2)
        yield from self._high(pen.put(" " + fit(shown, room - 1), bold=current, ground="tile"))

    def _choices(self, each: Field, labels: int, lead: str, current: bool) -> Iterator[Pen]:
        """The choices in as many rows as they need."""
        least = FINGER if self._rows_high > 1 else 0
        wide = [max(width(word) + 2, least) for _value, word in each.options]
        rows = packed([columns + 2 for columns in wide], self.size.width - labels - 3)
        for number, row in enumerate(rows):
            pen = self.pen().put("   " if number else lead, "key")
            pen.put("" if number else each.label, "text" if current else "muted", columns=labels)
            for i in row:
                value, word = each.options[i]
                chosen = value == each.value
                name = f"choice {each.name} {value}"
                self.targets.append(Target(pen.at, self.drawn, wide[i], self._rows_high, name))
                ink, ground = "text" if chosen else "muted", "tile" if least else None
                pen.put(f"● {word}" if chosen else f"· {word}", ink, columns=wide[i], ground=ground, bold=chosen)
                pen.put("  ")
            yield from self._high(pen)
