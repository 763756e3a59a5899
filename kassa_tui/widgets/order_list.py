"""The order queue: filters as tabs, then orders under the day they are due; a late one is red, and says so."""

from collections.abc import Iterator

from msgspec import Struct

from kassa_tui.text import tail, width, wrap
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.canvas import FINGER_COLUMNS, FINGER_ROWS, Canvas, Pen, Target, Tile, packed

NUMBER, WHEN, AMOUNT = 5, 13, 9
"""Columns beside the customer's name."""


SHORT = 10
"""Columns of a tab that has its words in one row."""


class QueueRow(Struct, frozen=True):
    """An order: `day` is the heading it stands under, `late` the sentence of a late one, `done` paid or finished.

    `state` says that some of it is gone or lies ready.
    """

    number: str
    who: str
    when: str
    amount: str
    day: str = ""
    late: str = ""
    done: bool = False
    state: str = ""

    @property
    def below(self) -> str:
        """What is said of it in a row of its own."""
        return " · ".join(filter(None, (self.late, self.state)))


class QueueValues(Struct, frozen=True):
    """Tabs as name and label, the orders, and what is being looked for."""

    tabs: tuple[tuple[str, str], ...]
    tab: str
    rows: tuple[QueueRow, ...]
    heads: tuple[str, str, str, str]
    at: int = 0
    finding: str = ""
    empty: str = ""
    notice: str = ""


class OrderList(Canvas):
    """Draws the queue. Clicks are about a `Tab` or a `Row`."""

    values: QueueValues | None = None

    def show(self, values: QueueValues) -> None:
        """Other orders, or another cursor."""
        if values != self.values:
            self.values = values
            self.redraw()

    @property
    def page(self) -> int:
        """Orders in sight, about."""
        return max((self.size.height - 4) // self.tall, 1)

    def rows(self) -> Iterator[Pen]:
        """Tabs, what is looked for, headings, orders, and a refusal at the bottom."""
        values = self.values
        if values is None:
            return
        narrow = self.fingers and self.size.height < 4 * FINGER_ROWS
        if not narrow:
            yield from self._tabs(values)
        if values.finding:
            yield self.pen().put(f" {tail(values.finding, self.size.width - 2)}", bold=True)
        if not narrow:
            yield self._line(values.heads, "muted", chosen=False)
        refusal = wrap(f"■ {values.notice}", self.size.width - 2) if values.notice else []
        room = self.size.height - self.drawn - len(refusal)
        yield from self._orders(values, room)
        for _blank in range(self.size.height - self.drawn - len(refusal) if refusal else 0):
            yield self.pen()
        for line in refusal:
            yield self.pen("error").put(f" {line}", "errortext", bold=True)

    def _tabs(self, values: QueueValues) -> Iterator[Pen]:
        """One row, or as many as the words need; tiles for fingers."""
        if self.fingers:
            yield from self._tab_tiles(values)
            return
        wide = [width(label) + 2 for _name, label in values.tabs]
        for group in packed(wide, self.size.width - 1):
            pen = self.pen()
            for n in group:
                name, label = values.tabs[n]
                chosen = name == values.tab
                self.targets.append(Target(pen.at, self.drawn, wide[n], 1, targets.Tab(name)))
                ground, ink = ("cursor", "cursortext") if chosen else (None, "muted")
                pen.put(label, ink, columns=wide[n], align="center", ground=ground, bold=chosen)
            yield pen

    def _tab_tiles(self, values: QueueValues) -> Iterator[Pen]:
        """A tile each, as wide as its longest word needs, in as many rows as they need."""
        wide = [
            max(FINGER_COLUMNS, min(width(label) + 2, SHORT), *(width(word) + 2 for word in label.split()))
            for _name, label in values.tabs
        ]
        for group in packed([columns + 1 for columns in wide], self.size.width):
            at = 0
            tiles: list[Tile] = []
            for name, label in values.tabs[group.start : group.stop]:
                columns = wide[group.start + len(tiles)]
                ground, ink = ("cursor", "cursortext") if name == values.tab else ("tile", "text")
                tiles.append(
                    Tile(
                        what=targets.Tab(name),
                        at=at,
                        columns=columns,
                        lines=wrap(label, columns - 2),
                        ground=ground,
                        ink=ink,
                        align="center",
                    )
                )
                at += columns + 1
            yield from self.tiles(tiles)

    def _orders(self, values: QueueValues, room: int) -> Iterator[Pen]:
        """The rows round the cursor."""
        if not values.rows:
            yield self.pen()
            for line in wrap(values.empty, self.size.width - 2):
                yield self.pen().put(f" {line}", "muted")
            return
        if self.fingers:
            yield from self._orders_for_fingers(values, room)
            return
        plan, cursor = self._plan(values)
        top = max(0, min(cursor - room // 2, len(plan) - room))
        in_sight = plan[top : top + room]
        for place, (number, part) in enumerate(in_sight):
            if number is None:
                yield self.pen().put(f" {part}", "muted", bold=True)
                continue
            if place == 0 or in_sight[place - 1][0] != number:
                high = sum(1 for other, _part in in_sight if other == number)
                self.targets.append(Target(0, self.drawn, self.size.width, high, targets.Row(number)))
            yield self._order(values, number, part)

    def _orders_for_fingers(self, values: QueueValues, room: int) -> Iterator[Pen]:
        """Whole orders, as many as fingers find room for; the day is a part of each first order of it."""
        fitting = max(room // FINGER_ROWS, 1)
        self.longer = fitting < len(values.rows)
        top = max(0, min(values.at - fitting // 2, len(values.rows) - fitting))
        for number in range(top, min(top + fitting, len(values.rows))):
            row = values.rows[number]
            self.targets.append(Target(0, self.drawn, self.size.width, FINGER_ROWS, targets.Row(number)))
            day = row.day if number == top or values.rows[number - 1].day != row.day else ""
            lines = [self.pen().put(f" {day}", "muted", bold=True)] if day else []
            lines.append(self._order(values, number, "order"))
            lines += [self._order(values, number, "below")] if row.below else []
            yield from self.raised(lines, FINGER_ROWS, "cursor" if number == values.at else None)

    @staticmethod
    def _plan(values: QueueValues) -> tuple[list[tuple[int | None, str]], int]:
        """Every row of the list: a day's heading, or a part of an order; and where the cursor's order is."""
        plan: list[tuple[int | None, str]] = []
        cursor = 0
        for number, row in enumerate(values.rows):
            if row.day and (number == 0 or values.rows[number - 1].day != row.day):
                plan.append((None, row.day))
            if number == values.at:
                cursor = len(plan)
            plan += [(number, part) for part in ("order", *(["below"] if row.below else []))]
        return plan, cursor

    def _order(self, values: QueueValues, number: int, part: str) -> Pen:
        row, chosen = values.rows[number], number == values.at
        if part == "order":
            ink = "error" if row.late else "muted" if row.done and not row.day else "text"
            return self._line((row.number, row.who, row.when, row.amount), ink, chosen=chosen, paid=row.done)
        ground, ink = ("cursor", "cursortext") if chosen else (None, "error" if row.late else "muted")
        pen = self.pen().skip(1).put("  ", ink, ground=ground)
        return pen.put(f"{'':{NUMBER}} {row.below}", ink, columns=self.size.width - 4, ground=ground, bold=True)

    def _line(self, cells: tuple[str, str, str, str], ink: str, *, chosen: bool, paid: bool = False) -> Pen:
        number, who, when, amount = cells
        ground, used = ("cursor", "cursortext") if chosen else (None, ink)
        rest = max(self.size.width - NUMBER - WHEN - AMOUNT - 7, 4)
        pen = self.pen().skip(1).put("▶ " if chosen else "  ", used, ground=ground)
        pen.put(number, used, columns=NUMBER, ground=ground, bold=chosen).put(" ", used, ground=ground)
        pen.put(who, used, columns=rest, ground=ground, bold=chosen).put(" ", used, ground=ground)
        pen.put(when, used, columns=WHEN, ground=ground, bold=chosen).put(" ", used, ground=ground)
        last = "ok" if paid and not chosen and ink != "muted" else used
        return pen.put(amount, last, columns=AMOUNT, align="right", ground=ground, bold=chosen)
