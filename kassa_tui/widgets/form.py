"""Forms as values: fields, a cursor, and what each key makes of them. Nothing has the focus, nothing is lost."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.text import AMOUNT_SIGNS, clean, is_digits, tail, width, wrap
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.canvas import FINGER_COLUMNS, Canvas, Pen, Target, Tile, packed

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
            return character in AMOUNT_SIGNS
        if self.kind == "digits":
            return is_digits(character)
        return self.kind == "text" and character.isprintable()


class FormValues(Struct, frozen=True):
    """All fields, which one is current, and what is wrong with some of them."""

    title: str
    fields: tuple[Field, ...]
    at: int = 0
    errors: Mapping[str, str] = {}
    about: str = ""
    notes: tuple[str, ...] = ()

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
        line = "".join(c for c in clean(text.partition("\n")[0], len(text)) if self.current.allows(c))
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


class FormView(Canvas):
    """Draws a form. Clicks say `field NAME` or `choice NAME VALUE`."""

    values: FormValues | None = None
    _blocks: Sequence[tuple[int, int]] = ()
    """The rows at which each field begins and ends."""

    def show(self, values: FormValues) -> None:
        """Another state of the form."""
        self.values = values
        self.redraw()

    def rows(self) -> Iterator[Pen]:
        """The rows in sight: from the top, unless the current field is further down."""
        pens: list[Pen] = []
        self._blocks = []
        for row in self._rows():
            pens.append(row)
            self.drawn = len(pens)
        if not self._blocks:
            return
        room, ends = self.size.height, self._blocks[self.values.at][1] if self.values else 0
        self.longer = len(pens) > room
        if self.fingers and self.longer:
            yield from self._whole_fields(pens)
            return
        top = max(0, min(ends - room, len(pens) - room))
        self.targets = [replace(target, y=target.y - top) for target in self.targets]
        yield from pens[top : top + room]

    def _whole_fields(self, pens: Sequence[Pen]) -> Iterator[Pen]:
        """What is wrong with the current field or else the title, then whole fields, the current one among them."""
        assert self.values is not None
        error, room = self.values.errors.get(self.values.current.name), self.size.height - 1
        begins, ends = self._blocks[self.values.at]
        starts = [start for start, _end in self._blocks if start <= begins]
        top = next((start for start in starts if start >= ends - room), begins)
        whole = [end for _start, end in self._blocks if end <= top + room]
        end = top + room if len(whole) in (0, len(self._blocks)) else whole[-1]
        self.targets = [
            replace(each, y=each.y - top + 1) for each in self.targets if top <= each.y and each.y + each.rows <= end
        ]
        yield self.pen().put(
            f" ■ {error}" if error else f" {self.values.title}", "error" if error else "text", bold=True
        )
        yield from pens[top:end]

    def _rows(self) -> Iterator[Pen]:
        """Title, then a row a field, with its refusal below it."""
        values = self.values
        if values is None:
            return
        labels = min(max(width(field.label) for field in values.fields) + 2, self.size.width // 2)
        roomy = self._roomy(values, labels)
        if roomy:
            yield self.pen()
        yield self.pen().put(f" {values.title}", bold=True).right(f"{values.about} ", "muted")
        yield self.pen()
        for number, field in enumerate(values.fields):
            current, begins = number == values.at, self.drawn
            yield from self._row(field, labels, current, roomy)
            yield from self._below(values.errors.get(field.name), field.hint if current else "", labels, roomy)
            self._blocks = [*self._blocks, (begins, self.drawn)]
        if values.notes:
            yield self.pen()
        for note in values.notes:
            for line in wrap(note, self.size.width - 4):
                yield self.pen().put(line, "muted", at=3)

    def _roomy(self, values: FormValues, labels: int) -> bool:
        """Whether a blank row finds room between the fields, whichever of them has its hint shown."""
        fields = sum(self._high(each, labels) for each in values.fields)
        hint = max(len(wrap(each.hint, self._told(labels))) if each.hint else 0 for each in values.fields)
        notes = sum(len(wrap(note, self.size.width - 4)) for note in values.notes)
        return 3 + fields + len(values.fields) + hint + (notes + 1 if notes else 0) <= self.size.height

    def _high(self, each: Field, labels: int) -> int:
        """Rows of a field."""
        return self.tall * (len(self._packed(each, labels)) if each.kind == "choice" else 1)

    def _packed(self, field: Field, labels: int) -> list[range]:
        """The choices of a field in rows that fit."""
        if self.fingers:
            wide = [max(width(word) + 4, FINGER_COLUMNS) + 1 for _value, word in field.options]
        else:
            wide = [width(word) + 4 for _value, word in field.options]
        return packed(wide, self.size.width - labels - 3)

    def _told(self, labels: int) -> int:
        """Columns for what is said below a field."""
        return max(self.size.width - labels - 4, 16)

    def _below(self, error: str | None, hint: str, labels: int, roomy: bool) -> Iterator[Pen]:
        """What is wrong with a field, or what the current one is for; a blank row where there is room."""
        text, ink = (f"■ {error}", "error") if error else (hint, "muted")
        for line in wrap(text, self._told(labels)) if text else ():
            yield self.pen().put(line, ink, at=labels + 3)
        if roomy:
            yield self.pen()

    def _row(self, field: Field, labels: int, current: bool, roomy: bool) -> Iterator[Pen]:
        lead = " ▶ " if current else "   "
        if field.kind == "choice":
            yield from self._choices(field, labels, lead, current)
            return
        pen = self.pen().put(lead, "key")
        pen.put(field.label, "text" if current else "muted", columns=labels)
        self.targets.append(Target(0, self.drawn, self.size.width, self.tall, targets.Field(field.name)))
        room = min(max(field.longest + 2, 12), pen.room - 1)
        value = "●" * len(field.value) if field.secret else field.value
        shown = tail(value + ("█" if current else ""), room - 2)
        value_at = pen.at
        pen.field(f" {shown}", room, bold=current, ruled=not roomy and not self.fingers)
        yield from self._tile(pen, value_at, room, ruled=not roomy)

    def _tile(self, pen: Pen, at: int, columns: int, *, ruled: bool) -> Iterator[Pen]:
        """What is typed into, as high as a finger."""
        for row in range(self.tall):
            middle, foot = row == self.tall // 2, row == self.tall - 1
            yield pen if middle else self.pen().skip(at).field("", columns, ruled=ruled and foot)

    def _choices(self, field: Field, labels: int, lead: str, current: bool) -> Iterator[Pen]:
        """The choices in as many rows as they need."""
        wide = [width(word) + 2 for _value, word in field.options]
        if self.fingers:
            yield from self._choice_tiles(field, labels, lead, "text" if current else "muted")
            return
        for number, row in enumerate(self._packed(field, labels)):
            pen = self.pen().put("   " if number else lead, "key")
            pen.put("" if number else field.label, "text" if current else "muted", columns=labels)
            for i in row:
                choice, word = field.options[i]
                chosen = choice == field.value
                self.targets.append(Target(pen.at, self.drawn, wide[i], 1, targets.Choice(field.name, choice)))
                pen.put(f"● {word}" if chosen else f"· {word}", "text" if chosen else "muted", bold=chosen)
                pen.put("  ")
            yield pen

    def _choice_tiles(self, field: Field, labels: int, lead: str, label_ink: str) -> Iterator[Pen]:
        """A tile for each choice."""
        wide = [max(width(word) + 4, FINGER_COLUMNS) for _value, word in field.options]
        for number, row in enumerate(self._packed(field, labels)):
            tiles, at = [], labels + 3
            for i in row:
                choice, word = field.options[i]
                sign, ground, ink = ("●", "cursor", "cursortext") if choice == field.value else ("·", "tile", "text")
                columns = min(wide[i], self.size.width - at)
                lines = wrap(f"{sign} {word}", columns - 2)
                tiles.append(Tile(targets.Choice(field.name, choice), at, columns, lines, ground, ink))
                at += columns + 1
            yield from self.tiles(tiles, "" if number else f"{lead}{field.label}", label_ink)
