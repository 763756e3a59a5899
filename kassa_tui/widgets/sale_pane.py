"""The right side of the sale: the basket, the prompt and the total, or what was paid last.

Everything is one canvas, so that a scan paints the rows that changed and nothing else.
"""

from collections.abc import Iterator

from msgspec import Struct

from kassa_tui.i18n import _, current, n_
from kassa_tui.money import Money
from kassa_tui.text import fit, width, wrap
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import Line, quantity_text
from kassa_tui.till.papers.kept_papers import UNITS, percent_text
from kassa_tui.widgets import digits
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.canvas import FINGER_ROWS, Canvas, Pen, Target

TOOL = 9
"""Columns of a button beside the prompt, its gap with it."""

NARROW = 48
"""Columns of a pane from which on it has room for more."""

PROMPT = 3
"""Rows between the basket and the total, at the most."""


class Notice(Struct, frozen=True):
    """A message in the prompt: `bad` in the error bar, otherwise calm. `hint` says what can be done."""

    text: str
    hint: str = ""
    bad: bool = True


class PaidRow(Struct, frozen=True):
    """One line about the last sale; `ink` marks what needs attention."""

    label: str
    value: str
    ink: str = "text"


class Paid(Struct, frozen=True):
    """The last sale, shown until the next one begins. `amount` is the large number."""

    title: str
    amount: Money
    money_back: bool
    coins: tuple[str, ...]
    rows: tuple[PaidRow, ...]


class SaleValues(Struct, frozen=True):
    """What the pane shows. `tools` are buttons beside the prompt: a word, and the key that it stands for.

    `customer` is the name of whom it is for.
    """

    basket: Basket
    symbol: str
    entry: str = ""
    notice: Notice | None = None
    paid: Paid | None = None
    tools: tuple[tuple[str, str], ...] = ()
    customer: str = ""


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
        price=line.price.text(language),
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
        taken += max(len(blocks[number]), FINGER_ROWS if blocks[number][0].main else 1)
        if taken > room:
            return min(number + 1, last)
    return 0


def sum_label(basket: Basket) -> str:
    """What the large sum is: to pay, to give back, or only training."""
    if basket.training:
        return _("Training amount")
    return _("Money back") if basket.total.minor < 0 else _("To pay")


class SalePane(Canvas):
    """Basket, prompt and total. Clicks say `line KEY` or `tool NAME`."""

    ground = "surface"
    values: SaleValues | None = None

    def show(self, values: SaleValues) -> None:
        """Another basket, entry or message."""
        self.values = values
        self.redraw()

    @property
    def _roomy(self) -> bool:
        return self.size.height >= 24

    def rows(self) -> Iterator[Pen]:
        """The basket or the last sale, then the prompt, then the total."""
        values = self.values
        if values is None:
            return
        said = self._said(values)
        prompt = PROMPT if self._roomy or values.tools else len(said)
        if values.paid is not None:
            yield from self._paid(values.paid, self.size.height - prompt)
            yield from self._prompt(values, said, prompt)
            return
        total = digits.ROWS + (4 if self._roomy else 1)
        yield from self._basket(values.basket, self.size.height - prompt - total)
        yield from self._prompt(values, said, prompt)
        yield from self._total(values)

    # --- Basket ---

    def _basket(self, basket: Basket, room: int) -> Iterator[Pen]:
        if self._roomy:
            yield self.pen()
        yield self._head(basket)
        if self._roomy:
            yield self.pen()
        left = room - (3 if self._roomy else 1)
        if not basket.lines:
            yield from self._empty(left)
            return
        if self.fingers:
            yield from self._lines_for_fingers(basket, left)
            return
        rows = self._shown(basket, left)
        price, total = self._figures(rows)
        for row in rows:
            yield self._line(row, basket.selected, price, total)
        for _blank in range(left - len(rows)):
            yield self.pen()

    def _figures(self, rows: list[_Row]) -> tuple[int, int]:
        """Columns of price (none in a narrow pane) and total: a name gives way, a figure is never cut."""
        price = max((9, *(width(row.price) + 1 for row in rows))) if self.size.width >= NARROW else 0
        return price, max((10 if price else 9, *(width(row.total) + 1 for row in rows)))

    def _head(self, basket: Basket) -> Pen:
        count = len([line for line in basket.lines if line.parent is None])
        lines = n_("{count} line", "{count} lines", count).format(count=count)
        pen = self.pen().put(f" {_('Receipt')}", bold=True).put(f"  {lines}", "muted")
        if self.values is not None and self.values.customer:
            room = max(pen.room - 2, 0)
            pen.right(f"{fit(self.values.customer, min(room, width(self.values.customer)))} ", "muted")
        elif basket.recalled is not None:
            pen.right(f"{_('parked')}: {basket.recalled} " if basket.recalled else f"{_('parked')} ", "muted")
        return pen

    def _empty(self, room: int) -> Iterator[Pen]:
        for y in range(room):
            pen = self.pen()
            if y == room // 2:
                pen.put(_("Scan the first article"), "muted", columns=self.size.width, align="center")
            yield pen

    def _lines_for_fingers(self, basket: Basket, room: int) -> Iterator[Pen]:
        """Each line with what belongs to it in a block that a finger finds."""
        end = self.drawn + room
        blocks = _blocks(basket)
        last = len(blocks) - 1
        chosen = next((i for i, rows in enumerate(blocks) if rows[0].key == basket.selected), last)
        top = min(_first(blocks, last, room), chosen)
        price, total = self._figures([row for rows in blocks for row in rows])
        self.longer = top > 0
        for rows in blocks[top:]:
            high = max(len(rows), FINGER_ROWS) if rows[0].main else len(rows)
            if self.drawn + high > end:
                self.longer = True
                break
            if rows[0].main and rows[0].key is not None:
                self.targets.append(Target(0, self.drawn, self.size.width, high, targets.Line(rows[0].key)))
            ground = "cursor" if rows[0].main and rows[0].key == basket.selected else None
            lines = [self._line(row, basket.selected, price, total, block=ground is not None) for row in rows]
            yield from self.raised(lines, high, ground)
        while self.drawn < end:
            yield self.pen()

    def _shown(self, basket: Basket, room: int) -> list[_Row]:
        """The rows that have room: the end of the list, but for a selected line further up."""
        subjects = _subjects(basket)
        chosen = (i for i, (line, _what) in enumerate(subjects) if line and line.key == basket.selected)
        top = min(max(len(subjects) - room, 0), next(chosen, len(subjects) - 1))
        return [_row(basket, line, what) for line, what in subjects[top : top + room]]

    def _line(self, row: _Row, selected: int | None, price: int, total: int, *, block: bool = False) -> Pen:
        """A row of the list; in a `block` for fingers what stands below the selected line is selected too."""
        columns = self.size.width
        chosen = block or (row.main and row.key is not None and row.key == selected)
        ground = "cursor" if chosen else None
        ink = "cursortext" if chosen else "text"
        faint = "cursortext" if chosen else "muted"
        end = columns - 1
        name_at = 12 if price else 11
        name_end = end - price - total if row.total else end
        pen = self.pen().skip(1)
        pen.put("▶" if chosen and row.main else " ", ink, ground=ground)
        pen.put(row.quantity, faint, columns=5, align="right", ground=ground, bold=chosen)
        pen.put(f" {row.unit}", faint, columns=name_at - pen.at, ground=ground)
        pen.put(
            row.text, ink if row.main else faint, columns=name_end - name_at, ground=ground, bold=chosen and row.main
        )
        if price and row.total:
            pen.put(row.price, faint, columns=price, align="right", ground=ground)
        pen.put(
            row.total, ink if row.main else faint, columns=end - pen.at, align="right", ground=ground, bold=row.main
        )
        if row.key is not None and not self.fingers:
            self.targets.append(Target(0, self.drawn, columns, 1, targets.Line(row.key)))
        return pen

    # --- Prompt ---

    def _said(self, values: SaleValues) -> list[str]:
        """The sentence, then what can be done about it, in as many rows as they need and there are."""
        notice = values.notice
        room = self.size.width - 4 - (0 if self._hidden(values) else TOOL * len(values.tools))
        if notice is None:
            text = _("Ready to scan") if values.paid is None else _("Next customer: just scan")
            return [text if width(text) <= room else ""]
        return [*wrap(notice.text, room), *(wrap(notice.hint, room) if notice.hint else [])][:PROMPT]

    def _hidden(self, values: SaleValues) -> bool:
        """Whether a refusal takes the place of the buttons; in a narrow pane any message does, and what is typed."""
        if values.notice is not None and values.notice.bad:
            return True
        return self.size.width < NARROW and bool(values.notice or values.entry)

    def _prompt(self, values: SaleValues, said: list[str], rows: int) -> Iterator[Pen]:
        bad = values.notice is not None and values.notice.bad
        ground, ink, sign = ("error", "errortext", "■") if bad else ("panel", "ok", "●")
        above = 1 if rows > len(said) else 0
        tools = () if self._hidden(values) else values.tools
        for number, (_word, name) in enumerate(tools):
            start = self.size.width - TOOL * (len(tools) - number)
            self.targets.append(Target(start, self.drawn, TOOL - 1, rows, targets.Press((name,))))
        for row in range(rows):
            pen, number = self.pen(ground), row - above
            if 0 <= number < len(said):
                lead = sign if number == 0 and said[number] else ""
                pen.put(f" {lead} ".ljust(3), ink, bold=True).put(said[number], ink, bold=number == 0)
            end = self.size.width - TOOL * len(tools)
            if values.entry and number == 0 and not bad:
                pen.right(f"{values.entry}█ ", "text", bold=True, end=end)
            for each, (word, _name) in enumerate(tools):
                text = word if row == rows // 2 else ""
                pen.put(text, at=end + TOOL * each, columns=TOOL - 1, align="center", ground="tile", bold=True)
            yield pen

    # --- Total ---

    def _total(self, values: SaleValues) -> Iterator[Pen]:
        basket = values.basket
        total = basket.total
        if self._roomy:
            yield self.pen()
        pen = self.pen().put(f" {sum_label(basket)}", bold=True).put(f"  {values.symbol}", "muted")
        pieces = n_("{count} piece", "{count} pieces", basket.pieces).format(count=basket.pieces)
        yield pen.right(f"{pieces} ", "muted")
        if self._roomy:
            yield self.pen()
        ground = "text" if basket.lines else "muted"
        yield from self._number(total.text(current().language), ground)

    def _number(self, text: str, ground: str) -> list[Pen]:
        pens = [self.pen() for _row in range(digits.ROWS)]
        digits.draw(pens, text, ground, end=self.size.width - 1, room=self.size.width - 2)
        return pens

    # --- The last sale ---

    def _give(self, coins: tuple[str, ...]) -> Iterator[Pen]:
        """The notes and coins of the change, in as many rows as they need."""
        lead = f" {_('Give')}"
        pen = self.pen().put(lead, "muted")
        for coin in coins:
            if pen.room < width(coin) + 4:
                yield pen
                pen = self.pen().skip(width(lead))
            pen.put(f"   {coin}", bold=True)
        yield pen

    def _paid(self, paid: Paid, room: int) -> Iterator[Pen]:
        rows = list(self._paid_rows(paid))
        yield from rows[:room]
        for _blank in range(room - len(rows)):
            yield self.pen()

    def _paid_rows(self, paid: Paid) -> Iterator[Pen]:
        symbol = self.values.symbol if self.values else ""
        if self._roomy:
            yield self.pen()
        pen = self.pen().put(f" {paid.title}", bold=True).put(f"  {symbol}", "muted")
        yield pen.right("● ", "ok", end=self.size.width - len(_("Paid")) - 1).right(f"{_('Paid')} ", "ok", bold=True)
        if self._roomy:
            yield self.pen()
        yield from self._number(paid.amount.text(current().language), "pay" if paid.money_back else "text")
        yield self.pen()
        if paid.coins:
            yield from self._give(paid.coins)
            yield self.pen()
        for row in paid.rows:
            yield (
                self.pen()
                .put(f" {row.label}", "muted" if row.ink == "text" else row.ink)
                .right(f"{row.value} ", row.ink)
            )
