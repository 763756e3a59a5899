"""What stands around every screen: the bar, the status row, the banner and the keys."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

from msgspec import Struct

from kassa_tui.hw.ports import DeviceState, Level
from kassa_tui.i18n import _
from kassa_tui.text import width, wrap
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.canvas import FINGER_COLUMNS, FINGER_ROWS, Canvas, Pen, Target

SIGNS = {
    Level.OK: ("●", "ok"),
    Level.WARN: ("▲", "warn"),
    Level.ERROR: ("■", "error"),
    Level.UNKNOWN: ("?", "muted"),
    Level.NONE: ("·", "muted"),
}
"""A state is a sign, a word and a colour; never colour alone."""


class Place(Struct, frozen=True):
    """A place of the program: a tab in the bar."""

    name: str
    label: str


class BarValues(Struct, frozen=True):
    """What the bar says. `loud` is what nobody may overlook; while `training` the whole bar is in its colour."""

    register: str
    places: tuple[Place, ...]
    current: str
    person: str
    day: str
    time: str
    loud: str = ""
    training: bool = False


class Bar(Canvas):
    """Row 1: register, places, who, when."""

    DEFAULT_CSS = "Bar { height: 1; dock: top; }"
    ground = "brand"
    values: BarValues | None = None

    def show(self, values: BarValues) -> None:
        """Another time, person or place."""
        if values != self.values:
            self.values = values
            self.redraw()

    def rows(self) -> Iterator[Pen]:
        """The one row."""
        values = self.values
        if values is None:
            return
        ground, ink = ("warn", "warntext") if values.training else ("brand", "brandtext")
        pen = self.pen(ground)
        pen.put(f" {values.register} ", ink, bold=True).put(" ", ink)
        if values.loud:
            pen.put(f" {values.loud} ", "warntext", ground="warn", bold=True).put(" ", ink)
        for place in values.places:
            label = f" {place.label} "
            self.targets.append(Target(pen.at, 0, width(label), 1, targets.Place(place.name)))
            if place.name == values.current:
                pen.put(label, "text", ground="bg", bold=True)
            else:
                pen.put(label, ink)
        parts = (values.person, values.day, values.time)
        right = "   ".join(part for part in parts if part)
        if width(right) + 2 > pen.room:
            right = f"{values.person}  {values.time}"
        pen.right(right + " ", ink)
        yield pen


class StatusValues(Struct, frozen=True):
    """What the status row says. `warnings` are words after a sign; `devices` the worst first, or all well.

    A `success` stands in the session's place until the next key.
    `saving` stands in the place of session and warnings for as long as something is waited for.
    """

    session: str
    warnings: tuple[str, ...]
    devices: tuple[DeviceState, ...]
    success: str = ""
    saving: str = ""


class Status(Canvas):
    """Row 2: session, warnings, devices."""

    DEFAULT_CSS = "Status { height: 1; dock: top; margin-top: 1; }"
    values: StatusValues | None = None

    def show(self, values: StatusValues) -> None:
        """Something changed."""
        if values != self.values:
            self.values = values
            self.redraw()

    def _devices(self, room: int) -> list[tuple[str, str, str]]:
        """Sign, word and ink of each device; only what is wrong when there is no room for all."""
        assert self.values is not None
        states = self.values.devices
        trouble = [state for state in states if state.level in (Level.ERROR, Level.WARN)]
        signs = [(*SIGNS[state.level], _(state.word)) for state in states]
        if sum(width(word) + 4 for _sign, _ink, word in signs) > room:
            if trouble:
                signs = [(*SIGNS[state.level], _(state.word)) for state in trouble]
            else:
                signs = [("●", "ok", _("Devices ok") if room > 16 else _("ok"))]
        return [(sign, ink, word) for sign, ink, word in signs]

    @staticmethod
    def _session(pen: Pen, values: StatusValues) -> None:
        if values.success:
            pen.put(" ● ", "ok").put(values.success, "ok", bold=True)
        else:
            pen.put(" " + values.session, "muted")
        for warning in values.warnings:
            pen.put("  ").put(f" ▲ {warning} ", "warntext", ground="warn", bold=True)

    def rows(self) -> Iterator[Pen]:
        """The one row."""
        values = self.values
        if values is None:
            return
        pen = self.pen()
        if values.saving:
            pen.put(f" ■ {values.saving} ", "warntext", ground="warn", bold=True)
        else:
            self._session(pen, values)
        devices = self._devices(pen.room - 2)
        taken = sum(width(word) + 2 for _sign, _ink, word in devices) + 2 * (len(devices) - 1)
        pen.skip(self.size.width - taken - 1)
        for i, (sign, ink, word) in enumerate(devices):
            pen.put("  " if i else "").put(sign, ink).put(" ").put(word, "muted" if ink in ("ok", "muted") else ink)
        yield pen


class Banner(Canvas):
    """Row 3, only when there is something to know: stays until Esc, or as long as it is so."""

    DEFAULT_CSS = "Banner { height: 1; dock: top; margin-top: 2; display: none; }"
    ground = "warn"
    texts: tuple[str, ...] = ()
    choice = False
    standing = ""

    def show(self, texts: tuple[str, ...], *, choice: bool = False, standing: str = "") -> None:
        """Other news; none hides the row. A `choice` names its keys itself; nothing takes away what is `standing`."""
        if (texts, choice, standing) != (self.texts, self.choice, self.standing):
            self.texts, self.choice, self.standing = texts, choice, standing
            self.display = bool(texts or standing)
            self.styles.height = self.tall * (bool(texts) + bool(standing))
            self.repaint()

    def rows(self) -> Iterator[Pen]:
        """What stands, then the oldest news, and how many more wait."""
        if self.standing:
            yield from self.raised([self.pen().put(f" ■ {self.standing}", "warntext", bold=True)], self.tall)
        if not self.texts:
            return
        top = self.tall if self.standing else 0
        pen = self.pen().put(f" ▲ {self.texts[0]}", "warntext", bold=True)
        pen.right(next((said for said in self._beside() if width(said) < pen.room), ""), "warntext")
        self.targets.append(Target(0, top, self.size.width, self.tall, targets.News()))
        yield from self.raised([pen], self.tall)

    def _beside(self) -> Iterator[str]:
        """How many more wait, and which key takes it away; less of it where the news is long."""
        more = f"(+{len(self.texts) - 1})  " if len(self.texts) > 1 else ""
        if not self.choice:
            yield f"{more}{'' if self.fingers else 'Esc '}{_('seen')} "
            yield more if self.fingers else f"{more}Esc "
        yield more


F_KEY = re.compile(r"f([1-9]|1[0-2])")
"""Textual's names of the F-row."""


class Key(Struct, frozen=True):
    """A key that works now: what is pressed, what stands in the footer, what it does.

    `names` are Textual's key names. An empty `word` keeps it out of the footer; `go` is the green one, the way
    forward, and red where it is a `loss`: something is erased, thrown away or cancelled by it. `weight` says who stays
    when there is no room (0 goes first). One that `books` books money, answers for law or cash, counts, sets a
    quantity, gives a right, or takes something onto the receipt: only F-keys may, for a scanner that types sends Enter,
    letters and digits. Raises ValueError for any other.
    """

    names: tuple[str, ...]
    label: str
    word: str
    run: Callable[[], object]
    weight: int = 5
    go: bool = False
    books: bool = False
    loss: bool = False

    @property
    def colours(self) -> tuple[str, str]:
        """Ground and ink of the way forward."""
        return ("error", "errortext") if self.loss else ("pay", "paytext")

    def __post_init__(self) -> None:
        """Hold a key that books to the F-row."""
        if self.books and not all(map(F_KEY.fullmatch, self.names)):
            raise ValueError(f"only F-keys book: {' '.join(self.names)}")


MOST_TILES = 6
WIDEST_TILE = 20
MORE = "→"
"""The tile that brings those which found no room."""


class Footer(Canvas):
    """The last row: only keys that work now, in the order of the F-row, and the green next step.

    For fingers it is three rows of tiles; a click on the last of them may be about `More`.
    """

    DEFAULT_CSS = "Footer { height: 1; dock: bottom; }"
    ground = "panel"
    keys: Sequence[Key] = ()
    _page = 0
    """Which of the tiles are in sight, where not all find room."""

    def show(self, keys: Sequence[Key]) -> None:
        """Other keys, or other words on them; the weightiest ones are in sight again when there are others."""
        worded = [key for key in keys if key.word]
        if [key.label for key in worded] != [key.label for key in self.keys]:
            self._page = 0
        self.keys = worded
        self.styles.height = self.tall
        self.redraw()

    def first(self) -> None:
        """The weightiest keys again: what was looked for has been found."""
        self._page = 0

    def turn(self) -> None:
        """The tiles that found no room; after the last ones, the first."""
        self._page += 1
        self.redraw()

    def _fitting(self, room: int) -> list[Key]:
        fitting = [key for key in self.keys if not key.go]
        while fitting and sum(width(key.label) + width(key.word) + 3 for key in fitting) > room:
            lightest = min(fitting, key=lambda key: key.weight)
            fitting = [key for key in fitting if key is not lightest]
        return fitting

    def rows(self) -> Iterator[Pen]:
        """The one row, or the tiles."""
        go = next((key for key in self.keys if key.go), None)
        if self.fingers:
            yield from self._tiles(go)
            return
        green = f"  {go.label} {go.word}{'' if go.loss else ' →'}" if go else ""
        pen = self.pen()
        for key in self._fitting(self.size.width - width(green) - 1):
            start = pen.at
            pen.put(f" {key.label}", "key", bold=True).put(f" {key.word} ", "text")
            self.targets.append(Target(start, 0, pen.at - start, 1, targets.Button(key.label)))
        if go:
            columns = min(width(green) + 1, self.size.width)
            self.targets.append(Target(self.size.width - columns, 0, columns, 1, targets.Button(go.label)))
            ground, ink = go.colours
            pen.put(green, ink, at=self.size.width - columns, columns=columns, ground=ground, bold=True)
        yield pen

    def _tiles(self, go: Key | None) -> Iterator[Pen]:
        """The key's name and what it does, in two rows where that saves room; the green one at the right."""
        others = [key for key in self.keys if not key.go]
        green = max(width(go.word) + 6, 14) if go else 0
        pages = _pages(others, self.size.width - green)
        if go and len(pages) > 1:
            narrow = max(_narrowest(f"{go.word} →") + 4, 14)
            more = _pages(others, self.size.width - narrow)
            green, pages = (narrow, more) if len(more[0]) > len(pages[0]) else (green, pages)
        self._page %= len(pages)
        page = [(key.label, key.word) for key in pages[self._page]]
        if len(pages) > 1:
            page.append((MORE, _("More")))
        spread = _spread([_columns(word, label) for label, word in page], self.size.width - green)
        tiles = list(zip(page, accumulate((0, *spread)), spread, strict=False))
        for (label, _word), start, wide in tiles:
            what = targets.More() if label == MORE else targets.Button(label)
            self.targets.append(Target(start, 0, wide - 1, FINGER_ROWS, what))
        if go:
            self.targets.append(Target(self.size.width - green, 0, green, FINGER_ROWS, targets.Button(go.label)))
        for row in range(FINGER_ROWS):
            pen = self.pen("bg")
            for (label, word), start, wide in tiles:
                text = (label, *wrap(word, wide - 2), "")[row]
                ink = "key" if row == 0 else "text"
                pen.put(f" {text}", ink, at=start, columns=wide - 1, ground="tile", bold=True)
            if go:
                text = (go.label, *wrap(f"{go.word}{'' if go.loss else ' →'}", green - 4), "")[row]
                ground, ink = go.colours
                pen.put(f"  {text}", ink, at=self.size.width - green, columns=green, ground=ground, bold=True)
            yield pen

    def key(self, label: str) -> Key | None:
        """The key of a clicked label."""
        return next((key for key in self.keys if key.label == label), None)


def _narrowest(word: str) -> int:
    """Columns in which a word or a few have at most two rows."""
    least = max(map(width, word.split()), default=0)
    return next((columns for columns in range(least, width(word)) if len(wrap(word, columns)) <= 2), width(word))


def _columns(word: str, label: str) -> int:
    """What a tile needs, with a blank at its left and a free column at its right."""
    return max(_narrowest(word) + 2, width(label) + 2, FINGER_COLUMNS + 1)


def _needed(keys: Sequence[Key]) -> int:
    return sum(_columns(key.word, key.label) for key in keys)


def _pages(keys: Sequence[Key], room: int) -> list[list[Key]]:
    """The keys that are in sight together: all, or first the weightiest ones and a tile for more."""
    if len(keys) <= MOST_TILES and _needed(keys) <= room:
        return [list(keys)]
    room -= _columns(_("More"), MORE)
    pages: list[list[Key]] = [[]]
    for key in sorted(keys, key=lambda key: -key.weight):
        page = pages[-1]
        if page and (len(page) == MOST_TILES - 1 or _needed([*page, key]) > room):
            pages.append([])
        pages[-1].append(key)
    return [sorted(page, key=keys.index) for page in pages]


def _spread(needed: Sequence[int], room: int) -> list[int]:
    """The columns of tiles: equal if all of them fit so, else each what it needs and a part of what is left."""
    wide = min(room // max(len(needed), 1), WIDEST_TILE)
    if all(columns <= wide for columns in needed):
        return [wide] * len(needed)
    spare = max((room - sum(needed)) // len(needed), 0)
    return [columns + spare for columns in needed]
