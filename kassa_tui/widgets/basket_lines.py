"""A basket as lines: what is sold, with its discount and what else belongs to it below it."""

from collections.abc import Iterator

from msgspec import Struct

from kassa_tui.i18n import _, current, n_, p_
from kassa_tui.text import fit, fit_name, width
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import ONE, Line, quantity_text
from kassa_tui.till.papers.kept_papers import UNITS, percent_text
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.canvas import FINGER_ROWS, Canvas, Pen, Target

NARROW = 48
"""Columns of a pane from which on it has room for more."""


class _Row(Struct, frozen=True):
    """A row of the basket: a line, its discount, or the discount on the whole receipt."""

    text: str
    total: str = ""
    key: int | None = None
    quantity: str = ""
    unit: str = ""
    price: str = ""
    main: bool = False


def _subjects(basket: Basket) -> list[tuple[Line | None, str]]:
    """What each row is about, before any is written: a long basket is shown in part only."""
    subjects: list[tuple[Line | None, str]] = []
    for line in basket.lines:
        subjects.append((line, "line"))
        if line.refund:
            subjects.append((line, "refund"))
        if line.voucher:
            subjects.append((line, "voucher"))
        if line.discount:
            subjects.append((line, "discount"))
    if basket.discount:
        subjects.append((None, "discount"))
    return subjects


def _row(basket: Basket, line: Line | None, what: str) -> _Row:
    spoken = current()
    language = spoken.language
    if line is None:
        label = _("Discount on the receipt")
        label += f" {percent_text(basket.percent, spoken)}" if basket.percent else ""
        return _Row(label, (-basket.discount).text(language))
    if what == "discount":
        label = _("discount") + (f" {percent_text(line.percent, spoken)}" if line.percent else "")
        return _Row(label, (-line.discount).text(language), line.key)
    if what == "refund" and line.refund:
        return _Row(_("returned, {number}").format(number=line.refund.number), key=line.key)
    if what == "voucher":
        return _Row(line.voucher, key=line.key)
    return _Row(
        text=line.text,
        total=line.amount.text(language),
        key=line.key,
        quantity=quantity_text(line.quantity, language.decimal),
        unit=UNITS[line.unit],
        price=line.price.text(language) if line.quantity not in (ONE, -ONE) else "",
        main=True,
    )


def _blocks(basket: Basket) -> list[list[_Row]]:
    """Each line of the basket with its discount and what else stands below it."""
    blocks: list[list[_Row]] = []
    for line, what in _subjects(basket):
        if what == "line" or line is None:
            blocks.append([])
        blocks[-1].append(_row(basket, line, what))
    return blocks


def _first(blocks: list[list[_Row]], last: int, room: int) -> int:
    """The first of the blocks up to one that have room together, each at least as high as a finger."""
    taken = 0
    for number in range(last, -1, -1):
        taken += _high(blocks[number])
        if taken > room:
            return min(number + 1, last)
    return 0


def _high(block: list[_Row]) -> int:
    """The rows of a block for fingers."""
    return max(len(block), FINGER_ROWS) if block[0].main else len(block)


def _rows_in_sight(basket: Basket, room: int) -> range:
    """Which of the subjects have room: the end of the list, but for a selected line further up."""
    subjects = _subjects(basket)
    chosen = (i for i, (line, _what) in enumerate(subjects) if line and line.key == basket.selected)
    top = min(max(len(subjects) - room, 0), next(chosen, len(subjects) - 1))
    return range(max(top, 0), min(top + room, len(subjects)))


def _blocks_in_sight(blocks: list[list[_Row]], selected: int | None, room: int) -> range:
    """Which of the blocks for fingers have room."""
    last = len(blocks) - 1
    chosen = next((i for i, rows in enumerate(blocks) if rows[0].key == selected), last)
    top = min(_first(blocks, last, room), chosen)
    end = top
    while end <= last and (room := room - _high(blocks[end])) >= 0:
        end += 1
    return range(top, end)


def _out_of_sight(lines: list[bool], sight: range) -> str:
    """How many lines stand above and below of what is in sight; `lines` says what of it is one."""
    above, below = sum(lines[: sight.start]), sum(lines[sight.stop :])
    counts = (f"↑ {above}" if above else "", f"↓ {below}" if below else "")
    return f"{' '.join(filter(None, counts))} {p_('lines', 'more')}" if above or below else ""


class BasketLines(Canvas):
    """Draws a basket; a line is a target unless the lines are `still`."""

    ground = "surface"
    still = False
    """Whether the lines are only to be read: none is selected, and none can be."""

    @property
    def roomy(self) -> bool:
        """Whether there is room for blank rows."""
        return self.size.height >= 24

    def basket_rows(self, basket: Basket, room: int, customer: str) -> Iterator[Pen]:
        """The head and as many lines as the room has, the newest mostly."""
        left = room - (3 if self.roomy else 1)
        blocks = _blocks(basket) if self.fingers else []
        if self.fingers:
            sight = _blocks_in_sight(blocks, basket.selected, left) if blocks else range(0)
            more = _out_of_sight([rows[0].main for rows in blocks], sight)
        else:
            sight = _rows_in_sight(basket, left)
            more = _out_of_sight([what == "line" for _line, what in _subjects(basket)], sight)
        if self.roomy:
            yield self.pen()
        yield self._head(basket, customer, "" if self.roomy else more)
        if self.roomy:
            yield self.pen().put(f" {more}", "key")
        self.longer = self.fingers and bool(more) and not self.still
        if not basket.lines:
            yield from self._empty(left)
        elif self.fingers:
            yield from self._tiles_of_lines(basket.selected, blocks, sight, left)
        else:
            yield from self._rows_of_lines(basket, sight, left)

    def _rows_of_lines(self, basket: Basket, sight: range, room: int) -> Iterator[Pen]:
        """A row each."""
        rows = [_row(basket, line, what) for line, what in _subjects(basket)[sight.start : sight.stop]]
        price, total = self._figures(rows)
        chosen = None if self.still else basket.selected
        for row in rows:
            yield self._line(row, chosen, price, total)
        for _blank in range(room - len(rows)):
            yield self.pen()

    def _figures(self, rows: list[_Row]) -> tuple[int, int]:
        """Columns of price (none in a narrow pane) and total: a name gives way, a figure is never cut."""
        price = max((9, *(width(row.price) + 1 for row in rows))) if self.size.width >= NARROW else 0
        return price, max((10 if price else 9, *(width(row.total) + 1 for row in rows)))

    def _head(self, basket: Basket, customer: str, more: str) -> Pen:
        count = len([line for line in basket.lines if line.parent is None])
        lines = n_("{count} line", "{count} lines", count).format(count=count)
        pen = (
            self.pen()
            .put(f" {_('Receipt')}", bold=True)
            .put(f"  {lines}", "muted")
            .put(f"  {more}" if more else "", "key")
        )
        if customer:
            room = max(pen.room - 2, 0)
            pen.right(f"{fit(customer, min(room, width(customer)))} ", "muted")
        elif basket.recalled is not None:
            pen.right(f"{_('parked')}: {basket.recalled} " if basket.recalled else f"{_('parked')} ", "muted")
        return pen

    def _empty(self, room: int) -> Iterator[Pen]:
        for y in range(room):
            pen = self.pen()
            if y == room // 2:
                pen.put(_("Scan the first article"), "muted", columns=self.size.width, align="center")
            yield pen

    def _tiles_of_lines(self, selected: int | None, blocks: list[list[_Row]], sight: range, room: int) -> Iterator[Pen]:
        """Each line with what belongs to it in a block that a finger finds."""
        end = self.drawn + room
        price, total = self._figures([row for rows in blocks for row in rows])
        for rows in blocks[sight.start : sight.stop]:
            high = _high(rows)
            if rows[0].main and rows[0].key is not None and not self.still:
                self.targets.append(Target(0, self.drawn, self.size.width, high, targets.Line(rows[0].key)))
            lit = rows[0].main and rows[0].key == selected and not self.still
            lines = [self._line(row, None, price, total, block=lit) for row in rows]
            yield from self.raised(lines, high, "cursor" if lit else None)
        while self.drawn < end:
            yield self.pen()

    def _line(self, row: _Row, selected: int | None, price: int, total: int, *, block: bool = False) -> Pen:
        """A row of the list; in a `block` for fingers what stands below the selected line is selected too."""
        columns = self.size.width
        chosen = block or (row.main and row.key is not None and row.key == selected)
        ground = "cursor" if chosen else None
        ink = "cursortext" if chosen else "text"
        faint = "cursortext" if chosen else "muted"
        end = columns - 1
        name_at = 12 if price else 11
        # What one of it costs is said where there are several: a name has its columns otherwise.
        unit_price = row.price if price else ""
        name_end = end - (price if unit_price else 0) - total if row.total else end
        pen = self.pen().skip(1)
        pen.put("▶" if chosen and row.main else " ", ink, ground=ground)
        several = row.quantity not in ("", "1")
        pen.put(
            row.quantity, ink if several else faint, columns=5, align="right", ground=ground, bold=chosen or several
        )
        pen.put(f" {row.unit}", faint, columns=name_at - pen.at, ground=ground)
        name = fit_name(row.text, name_end - name_at - 1) if row.main else row.text
        pen.put(name, ink if row.main else faint, columns=name_end - name_at, ground=ground, bold=chosen and row.main)
        if unit_price:
            pen.put(unit_price, faint, columns=price, align="right", ground=ground)
        pen.put(
            row.total, ink if row.main else faint, columns=end - pen.at, align="right", ground=ground, bold=row.main
        )
        if row.key is not None and not self.fingers and not self.still:
            self.targets.append(Target(0, self.drawn, columns, 1, targets.Line(row.key)))
        return pen
