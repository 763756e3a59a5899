"""Drawing by rows: a widget is a list of strips computed from its values; only rows that differ are painted.

Columns are cells; text from outside is drawn as it is, never as markup.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from msgspec import Struct
from rich.segment import Segment
from rich.style import Style
from textual._styles_cache import StylesCache
from textual.events import Click, Resize
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from kassa_tui.text import Align, fit, visible, width
from kassa_tui.widgets.drawing.palette import DARK, PALETTES, Palette, palette_of
from kassa_tui.widgets.drawing.targets import What

FINGER_ROWS, FINGER_COLUMNS = 3, 8
"""How large what a finger taps is at least, in cells."""


class Pen:
    """Writes one row, `columns` wide, on a ground. Pieces are put from left to right and never overlap."""

    def __init__(self, palette: Palette, columns: int, ground: str = "bg") -> None:
        self._palette = palette
        self._columns = columns
        self._ground = ground
        self._segments: list[Segment] = []
        self._at = 0

    @property
    def at(self) -> int:
        """The column after what has been written."""
        return self._at

    @property
    def room(self) -> int:
        """Columns that are left."""
        return self._columns - self._at

    def _style(self, ink: str, ground: str | None, bold: bool, underline: bool) -> Style:
        return self._palette.style(ink, ground or self._ground, bold=bold, underline=underline)

    def skip(self, to: int) -> "Pen":
        """Leave the ground as it is up to a column."""
        gap = min(to, self._columns) - self._at
        if gap > 0:
            self._segments.append(Segment(" " * gap, self._style("text", None, False, False)))
            self._at += gap
        return self

    def put(
        self,
        text: str,
        ink: str = "text",
        *,
        at: int | None = None,
        columns: int | None = None,
        align: Align = "left",
        ground: str | None = None,
        bold: bool = False,
        underline: bool = False,
    ) -> "Pen":
        """Write text, cut or padded to `columns` if given; what does not fit into the row is cut."""
        text = visible(text)
        if at is not None:
            self.skip(at)
        wanted = min(width(text) if columns is None else columns, self.room)
        if wanted > 0:
            written = fit(text, wanted, align)
            self._segments.append(Segment(written, self._style(ink, ground, bold, underline)))
            self._at += wanted
        return self

    def field(self, text: str, columns: int, *, bold: bool = True, ruled: bool = False) -> "Pen":
        """What is typed, on the ground of a field; `ruled` with a rule that keeps it apart from the field below."""
        end = self._at + columns
        self.put(text, bold=bold, ground="tile")
        return self.put("", "line", columns=end - self._at, ground="tile", underline=ruled)

    def right(self, text: str, ink: str = "text", *, end: int | None = None, bold: bool = False, **more: str) -> "Pen":
        """Write text so that it ends at a column, the row's end by default."""
        last = self._columns if end is None else end
        start = max(last - width(text), self._at)
        return self.put(text, ink, at=start, columns=max(last - start, 0), bold=bold, **more)  # type: ignore[arg-type]

    def strip(self) -> Strip:
        """The finished row."""
        self.skip(self._columns)
        return Strip(self._segments, self._columns)


class Target(Struct, frozen=True):
    """Where a click means something: a region of the widget, and what it stands for."""

    x: int
    y: int
    columns: int
    rows: int
    what: What

    def holds(self, x: int, y: int) -> bool:
        """Whether a cell belongs to it."""
        return self.x <= x < self.x + self.columns and self.y <= y < self.y + self.rows


class Tile(Struct, frozen=True):
    """Something to tap, drawn for fingers: where it begins, how wide it is, and the lines that stand on it."""

    what: What
    at: int
    columns: int
    lines: Sequence[str]
    ground: str = "tile"
    ink: str = "text"
    align: Align = "left"


class Canvas(Widget):
    """A widget that draws itself by rows. Subclasses give the rows and, if they can be clicked, the targets."""

    DEFAULT_CSS = "Canvas { width: 1fr; height: 1fr; }"
    ALLOW_SELECT = False
    ground = "bg"

    @dataclass
    class Hit(Message):
        """Something on the canvas was clicked.

        Attributes:
            canvas: Where.
            what: What, as its target says.
        """

        canvas: "Canvas"
        what: What

        @property
        def control(self) -> "Canvas":
            """The canvas, for `@on` selectors."""
            return self.canvas

    @dataclass
    class Longer(Message):
        """For fingers: something is out of sight now, or nothing any more.

        Attributes:
            canvas: Where.
        """

        canvas: "Canvas"

        @property
        def control(self) -> "Canvas":
            """The canvas, for `@on` selectors."""
            return self.canvas

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes)
        self._strips: list[Strip] | None = None
        self._drawn_for, self._inks = Size(), PALETTES[DARK]
        self.targets: list[Target] = []
        self.drawn = 0
        """Rows that are finished while `rows` runs: where the next one will stand."""
        self.longer = False
        """Whether there is more than what is in sight: then fingers need tiles that lead to it."""
        self._told_longer = False

    @property
    def palette(self) -> Palette:
        """The colours in use."""
        return palette_of(self.app)

    def pen(self, ground: str | None = None) -> Pen:
        """A new row of this widget."""
        return Pen(self._inks, self._drawn_for.width, ground or self.ground)

    @property
    def fingers(self) -> bool:
        """Whether what can be tapped is drawn for fingers."""
        return bool(getattr(self.app, "touch", False))

    @property
    def tall(self) -> int:
        """Rows of what can be tapped."""
        return FINGER_ROWS if self.fingers else 1

    def raised(self, lines: Sequence[Pen], high: int, ground: str | None = None) -> Iterator[Pen]:
        """Lines in the middle of so many rows; the blank ones have the ground of what is chosen, a column free at each
        side.
        """
        above = max((high - len(lines)) // 2, 0)
        for _above in range(above):
            yield self.pen().put("", at=1, columns=self.size.width - 2, ground=ground)
        yield from lines
        for _below in range(high - len(lines) - above):
            yield self.pen().put("", at=1, columns=self.size.width - 2, ground=ground)

    def tiles(self, tiles: Sequence[Tile], lead: str = "", ink: str = "text") -> Iterator[Pen]:
        """Tiles beside each other with their targets; `lead` stands before the first of them."""
        begins = self.drawn
        for tile in tiles:
            self.targets.append(Target(tile.at, begins, tile.columns, FINGER_ROWS, tile.what))
        for row in range(FINGER_ROWS):
            pen = self.pen()
            if row == FINGER_ROWS // 2:
                pen.put(lead, ink)
            for tile in tiles:
                line = row - (FINGER_ROWS - len(tile.lines)) // 2
                text = tile.lines[line] if 0 <= line < len(tile.lines) else ""
                # A rule below keeps those apart that stand below each other.
                edge = row == FINGER_ROWS - 1 and not text
                pen.put(" ", "line", at=tile.at, ground=tile.ground, underline=edge)
                inside = "line" if edge else tile.ink
                columns = tile.columns - 2
                pen.put(text, inside, columns=columns, align=tile.align, ground=tile.ground, bold=True, underline=edge)
                pen.put(" ", "line", ground=tile.ground, underline=edge)
            yield pen

    def rows(self) -> Iterable[Pen | Strip]:
        """The rows from the top; what is missing stays empty."""
        raise NotImplementedError

    def _painted(self) -> list[Strip]:
        self._drawn_for, self._inks = self.size, self.palette
        self.targets = []
        self.drawn, self.longer = 0, False
        strips: list[Strip] = []
        for row in self.rows():
            strips.append(row.strip() if isinstance(row, Pen) else row)
            self.drawn = len(strips)
        if self.fingers and self.longer != self._told_longer:
            self._told_longer = self.longer
            self.post_message(self.Longer(self))
        missing = self._drawn_for.height - len(strips)
        return strips + [self.pen().strip() for _ in range(missing)]

    def redraw(self) -> None:
        """Paint the rows that differ from what is shown."""
        if self._strips is None or not self.size:
            self._strips = None
            self.refresh()
            return
        before, self._strips = self._strips, self._painted()
        changed = _changed(before, self._strips)
        if changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def repaint(self) -> None:
        """Paint everything: another theme, language or size."""
        self._strips = None
        self.refresh()

    def on_resize(self, _event: Resize) -> None:
        """Everything has another place; rows of the old size may have been drawn before this was told."""
        if self._drawn_for != self.size:
            self.repaint()

    def on_unmount(self) -> None:
        """Forget the painted rows of screens that are gone: a cache of Textual's holds on to a thousand widgets."""
        StylesCache.get_inner_outer.cache_clear()

    def render_line(self, y: int) -> Strip:
        """Textual's question for a row."""
        if self._strips is None:
            self._strips = self._painted()
        return self._strips[y] if y < len(self._strips) else self.pen().strip()

    def on_click(self, event: Click) -> None:
        """Say what was clicked, if it means something."""
        for target in self.targets:
            if target.holds(event.x, event.y):
                event.stop()
                self.post_message(self.Hit(self, target.what))
                return


def packed(widths: Sequence[int], room: int) -> list[range]:
    """Which of some words stand together, so that each row of them fits; a word too wide has a row of its own."""
    rows: list[range] = []
    start, taken = 0, 0
    for number, columns in enumerate(widths):
        if number > start and taken + columns > room:
            rows.append(range(start, number))
            start, taken = number, 0
        taken += columns
    return [*rows, range(start, len(widths))]


def _changed(before: Sequence[Strip], after: Sequence[Strip]) -> list[int]:
    if len(before) != len(after):
        return list(range(max(len(before), len(after))))
    return [y for y, (old, new) in enumerate(zip(before, after, strict=True)) if old is not new and old != new]
