"""The order queue: filters as tabs, then orders under the day they are due; a late one is red, and says so."""

from collections.abc import Iterator

from msgspec import Struct

from kassa_tui.text import tail, width, wrap
from kassa_tui.widgets.draw import Canvas, Pen, Target, packed

NUMBER, WHEN, AMOUNT = 5, 13, 9
"""Columns beside the customer's name."""

FINGER = 8


class QueueRow(Struct, frozen=True):
    """An order: `day` is the heading it stands under, `late` the sentence of a late one, `done` paid or finished."""

    number: str
    who: str
    when: str
    amount: str
    day: str = ""
    late: str = ""
    done: bool = False


class QueueValues(Struct, frozen=True):
    """Tabs as name and label, the orders, and what is being looked for. `high` is the rows of an order for fingers."""

    tabs: tuple[tuple[str, str], ...]
    tab: str
    rows: tuple[QueueRow, ...]
    heads: tuple[str, str, str, str]
    at: int = 0
    finding: str = ""
    empty: str = ""
    notice: str = ""
    high: int = 1


class OrderList(Canvas):
    """Draws the queue. Clicks say `tab NAME` or `row N`."""

    values: QueueValues | None = None

    def show(self, values: QueueValues) -> None:
        """Other orders, or another cursor."""
        if values != self.values:
            self.values = values
            self.redraw()

    @property
    def page(self) -> int:
        """Orders in sight, about."""
        return max((self.size.height - 4) // (self.values.high if self.values else 1), 1)

    def rows(self) -> Iterator[Pen]:
        """Tabs, what is looked for, headings, orders, and a refusal at the bottom."""
        values = self.values
        if values is None:
            return
        yield from self._tabs(values)
        if values.finding:
            yield self.pen().put(f" {tail(values.finding, self.size.width - 2)}", bold=True)
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
        tall = 3 if values.high > 1 else 1
        least = FINGER if tall > 1 else 0
        wide = [max(width(label) + 2, least) for _name, label in values.tabs]
        for group in packed([each + (1 if tall > 1 else 0) for each in wide], self.size.width - 1):
            for row in range(tall):
                pen = self.pen()
                for n in group:
                    name, label = values.tabs[n]
                    chosen = name == values.tab
                    if row == 0:
                        self.targets.append(Target(pen.at, self.drawn, wide[n], tall, f"tab {name}"))
                    ground = None if tall == 1 and not chosen else "cursor" if chosen else "tile"
                    ink = "cursortext" if chosen else "text" if tall > 1 else "muted"
                    text = label if row == tall // 2 else ""
                    pen.put(text, ink, columns=wide[n], align="center", ground=ground, bold=chosen)
                    pen.put(" " if tall > 1 else "")
                yield pen

    def _orders(self, values: QueueValues, room: int) -> Iterator[Pen]:
        """The rows round the cursor."""
        if not values.rows:
            yield self.pen()
            for line in wrap(values.empty, self.size.width - 2):
                yield self.pen().put(f" {line}", "muted")
            return
        plan, cursor = self._plan(values)
        top = max(0, min(cursor - room // 2, len(plan) - room))
        shown = plan[top : top + room]
        for place, (number, part) in enumerate(shown):
            if number is None:
                yield self.pen().put(f" {part}", "muted", bold=True)
                continue
            if place == 0 or shown[place - 1][0] != number:
                high = sum(1 for other, _part in shown if other == number)
                self.targets.append(Target(0, self.drawn, self.size.width, high, f"row {number}"))
            yield self._order(values, number, part)

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
            parts = ["order", *(["late"] if row.late else [])]
            above = (values.high - len(parts)) // 2
            parts = [""] * above + parts + [""] * (values.high - len(parts) - above)
            plan += [(number, part) for part in parts]
        return plan, cursor

    def _order(self, values: QueueValues, number: int, part: str) -> Pen:
        row, chosen = values.rows[number], number == values.at
        if part == "order":
            ink = "error" if row.late else "muted" if row.done and not row.day else "text"
            return self._line((row.number, row.who, row.when, row.amount), ink, chosen=chosen, paid=row.done)
        ground, ink = ("cursor", "cursortext") if chosen else (None, "error")
        pen = self.pen().skip(1).put("  ", ink, ground=ground)
        text = f"{'':{NUMBER}} {row.late}" if part == "late" else ""
        return pen.put(text, ink, columns=self.size.width - 4, ground=ground, bold=True)

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
