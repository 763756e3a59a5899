"""Two ways to draw blocks: rows for keys, and tiles that a finger finds. Whoever describes blocks asks for neither."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from kassa_tui.text import tail, width
from kassa_tui.widgets.drawing.blocks import Block, Buttons, Choices, Entry, Option, Pair, Pairs, Steps, Text
from kassa_tui.widgets.drawing.canvas import FINGER_COLUMNS, FINGER_ROWS, Canvas, Pen, Target, Tile, packed
from kassa_tui.widgets.drawing.targets import What

STEP_COLUMNS = 17
"""How wide the two counts of a row with steps are, with − and + and a blank at the end."""

NO_SIZE = 56
"""Columns of a canvas whose size is not known yet."""


class Density:
    """Draws blocks on a canvas; what both ways have in common."""

    gap = 1
    """Free columns between options."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.wide = canvas.size.width or NO_SIZE

    def height(self, block: Block) -> int:
        """The rows that a block takes."""
        raise NotImplementedError

    def parts(self, block: Block) -> list[Block]:
        """A block, or several where its options need more rows."""
        raise NotImplementedError

    def in_sight(self, blocks: Sequence[Block], room: int) -> Sequence[Block]:
        """The blocks that are drawn where there are so many rows."""
        raise NotImplementedError

    def draw(self, block: Block) -> Iterator[Pen]:
        """A block with its targets."""
        match block:
            case Text():
                return self._text(block)
            case Pairs():
                return self._pairs(block)
            case Entry():
                return self._entry(block)
            case Choices():
                return self._choices(block)
            case Buttons():
                return self._buttons(block)

    def _text(self, block: Text) -> Iterator[Pen]:
        for line in block.lines:
            yield self.canvas.pen(block.ground).put(f" {line}", block.ink, bold=block.bold)

    def _pairs(self, block: Pairs) -> Iterator[Pen]:
        raise NotImplementedError

    def _entry(self, block: Entry) -> Iterator[Pen]:
        raise NotImplementedError

    def _choices(self, block: Choices) -> Iterator[Pen]:
        raise NotImplementedError

    def _buttons(self, block: Buttons) -> Iterator[Pen]:
        raise NotImplementedError

    def _target(self, x: int, columns: int, rows: int, what: What) -> None:
        """Where the next row begins."""
        self.canvas.targets.append(Target(x, self.canvas.drawn, columns, rows, what))

    def _rule(self) -> Pen:
        return self.canvas.pen().put(" " + "─" * (self.wide - 2), "line")

    def _pair(self, row: Pair) -> Pen:
        """The row of a label and a value."""
        if row.chosen:
            pen = self.canvas.pen().skip(1).put(f"▶ {row.label}", "cursortext", ground="cursor", bold=True)
            columns = self.wide - 1 - pen.at
            return pen.put(row.value, "cursortext", ground="cursor", columns=columns, align="right", bold=True)
        ink = "text" if row.bold or row.what else "muted"
        label = f"{'   ' if row.what else ' '}{row.label}"
        room = self.wide - width(row.value) - 2
        pen = self.canvas.pen().put(label, ink, columns=min(width(label), room), bold=row.bold)
        return pen.right(f"{row.value} ", row.ink, bold=row.bold)

    def _split(self, block: Choices, columns: Sequence[int], room: int) -> list[Block]:
        """The options in rows that fit; the first has the label."""
        rows = [block.options[part.start : part.stop] for part in packed([each + self.gap for each in columns], room)]
        return [
            replace(block, options=row, label="" if n else block.label, current=block.current and not n)
            for n, row in enumerate(rows)
        ]

    def _placed(self, options: Sequence[Option], columns: Sequence[int], at: int) -> Iterator[tuple[Option, int, int]]:
        """Options beside each other from a column on, each with its place and its columns."""
        for option, wide in zip(options, columns, strict=True):
            yield option, at, wide
            at += wide + self.gap


def density(canvas: Canvas) -> Density:
    """As the canvas is used now."""
    return Tiles(canvas) if canvas.fingers else Rows(canvas)


def _dotted(option: Option) -> str:
    return f"{'●' if option.loud else '·'} {option.word}"


def _mark(block: Entry | Choices) -> str:
    return "▶" if block.current else " "


class Rows(Density):
    """For keys: a row each."""

    gap = 2

    def height(self, block: Block) -> int:
        """One row, but for what says more, and for buttons, which a mouse finds, too."""
        match block:
            case Text(lines):
                return len(lines)
            case Buttons():
                return FINGER_ROWS
            case Pairs(first, below):
                return sum(row.high for row in (first, *below))
            case _:
                return 1

    def parts(self, block: Block) -> list[Block]:
        """Choices in rows that fit."""
        if not isinstance(block, Choices):
            return [block]
        return self._split(block, [width(_dotted(each)) for each in block.options], self.wide - 26)

    def in_sight(self, blocks: Sequence[Block], room: int) -> Sequence[Block]:
        """All of them: what is too much is cut."""
        return blocks

    def _pairs(self, block: Pairs) -> Iterator[Pen]:
        for row in (block.first, *block.below):
            if row.rule:
                yield self._rule()
            if row.steps:
                yield self._stepped(row, row.steps)
                continue
            if row.what:
                self._target(0, self.wide, 1, row.what)
            yield self._pair(row)

    def _stepped(self, row: Pair, steps: Steps) -> Pen:
        """A label, − a count +, and the other count."""
        ground, ink = ("cursor", "cursortext") if row.chosen else (None, "text" if row.what else "muted")
        at = self.wide - STEP_COLUMNS
        pen = self.canvas.pen().skip(1).put("▶ " if row.chosen else "  ", ink, ground=ground)
        pen.put(row.label, ink, columns=at - pen.at, ground=ground, bold=row.chosen)
        if steps.less is None or steps.more is None:
            return pen.put(steps.here, ink, columns=10, align="center").put(steps.there, ink, columns=6, align="right")
        self._target(at, 3, 1, steps.less)
        self._target(at + 7, 3, 1, steps.more)
        if row.what:
            self._target(0, self.wide, 1, row.what)
        sign = ink if row.chosen else "key"
        pen.put(" − ", sign, ground=ground, bold=True)
        pen.put(steps.here, ink, columns=3, align="right", ground=ground, bold=True)
        pen.put("  + ", sign, ground=ground, bold=True)
        return pen.put(steps.there, ink, columns=6, align="right", ground=ground)

    def _entry(self, block: Entry) -> Iterator[Pen]:
        pen = self.canvas.pen().put(_mark(block), "key").put(block.label, "muted", columns=block.labels)
        if block.what:
            self._target(0, self.wide, 1, block.what)
        room = max(pen.room - 1, 1)
        yield pen.field(tail(f"{block.value}{'█' if block.current else ''}", room - 1), room, ruled=True)

    def _choices(self, block: Choices) -> Iterator[Pen]:
        pen = self.canvas.pen().put(_mark(block), "key").put(block.label, "muted", columns=block.labels)
        words = [_dotted(each) for each in block.options]
        for option, at, columns in self._placed(block.options, [width(word) for word in words], pen.at):
            self._target(at, columns, 1, option.what)
            pen.put(_dotted(option), "text" if option.loud else "muted", at=at, bold=option.loud)
        yield pen

    def _buttons(self, block: Buttons) -> Iterator[Pen]:
        """Three rows high; the way forward at the right."""
        columns = [width(each.word) + 4 for each in block.options]
        at = max(self.wide - sum(columns) - len(columns), 0)
        placed = [(each, at + sum(columns[:n]) + n, columns[n]) for n, each in enumerate(block.options)]
        for option, start, wide in placed:
            self._target(start, wide, FINGER_ROWS, option.what)
        for row in range(FINGER_ROWS):
            pen = self.canvas.pen()
            for option, start, wide in placed:
                ground, ink = option.colours
                word = f"  {option.word} " if row == FINGER_ROWS // 2 else ""
                pen.put(word, ink, at=start, columns=wide, ground=ground, bold=True)
            yield pen


class Tiles(Density):
    """For fingers: what can be tapped is three rows high, with as many columns as a finger needs."""

    def height(self, block: Block) -> int:
        """What is tapped is as high as a finger; counts have no heads here, each says its own."""
        match block:
            case Text(lines):
                return len(lines)
            case Pairs(first, ()) if not first.what:
                return 0 if first.steps else first.high
            case _:
                return FINGER_ROWS if block.what else 1

    def parts(self, block: Block) -> list[Block]:
        """Choices and buttons in rows that fit."""
        match block:
            case Choices():
                return self._split(block, self._choice_columns(block), self.wide - block.labels - 1)
            case Buttons(options):
                rows = packed([each + 1 for each in self._button_columns(block)], self.wide)
                return [Buttons(options[row.start : row.stop]) for row in rows]
            case _:
                return [block]

    def in_sight(self, blocks: Sequence[Block], room: int) -> Sequence[Block]:
        """What only says something, and of what can be tapped as much as there is room for, round the chosen one."""
        tapped = [block for block in blocks if block.what]
        said = sum(self.height(block) for block in blocks if not block.what)
        fitting = max((room - said) // FINGER_ROWS, 0)
        chosen = (n for n, block in enumerate(tapped) if isinstance(block, Pairs) and block.first.chosen)
        top = max(0, min(next(chosen, 0) - fitting // 2, len(tapped) - fitting))
        shown = tapped[top : top + fitting]
        return [block for block in blocks if not block.what or block in shown]

    def _pairs(self, block: Pairs) -> Iterator[Pen]:
        first = block.first
        if first.what and first.steps:
            yield from self._step_tiles(first, first.what, first.steps, block.heads)
        elif first.what:
            self._target(0, self.wide, FINGER_ROWS, first.what)
            lines = [self._pair(row) for row in (first, *block.below) if row.label]
            yield from self.canvas.raised(lines, FINGER_ROWS, "cursor" if first.chosen else None)
        elif not first.steps:
            if first.rule:
                yield self._rule()
            yield self._pair(first)

    def _step_tiles(self, row: Pair, what: What, steps: Steps, heads: Steps) -> Iterator[Pen]:
        """What it is, how many stay and go, and beside it − and + as tiles."""
        ground, ink = ("cursor", "cursortext") if row.chosen else ("surface", "text")
        at = self.wide - 2 * (FINGER_COLUMNS + 1)
        lines = (row.label, f"{heads.here} {steps.here}", f"{heads.there} {steps.there}")
        tiles = [Tile(what, 0, at - 1, lines, ground, ink)]
        for sign, step in (("−", steps.less), ("+", steps.more)):
            if step:
                tiles.append(Tile(step, at, FINGER_COLUMNS, (sign,), align="center"))
                at += FINGER_COLUMNS + 1
        yield from self.canvas.tiles(tiles)

    def _entry(self, block: Entry) -> Iterator[Pen]:
        at = block.labels + 1
        lead = f"{_mark(block)}{block.label}"
        if block.what is None:
            yield self.canvas.pen().put(lead, "muted", columns=at).put(block.value, bold=True)
            return
        room = max(self.wide - at - 1, FINGER_COLUMNS)
        shown = tail(f"{block.value}{'█' if block.current else ''}", room - 2)
        begins = self.canvas.drawn
        yield from self.canvas.tiles([Tile(block.what, at, room, (shown,))], lead, "muted")
        # A tap on the label means the field, too.
        self.canvas.targets[-1] = Target(0, begins, at + room, FINGER_ROWS, block.what)

    @staticmethod
    def _choice_columns(block: Choices) -> list[int]:
        return [max(width(_dotted(each)) + 2, FINGER_COLUMNS) for each in block.options]

    def _choices(self, block: Choices) -> Iterator[Pen]:
        tiles = []
        for option, at, columns in self._placed(block.options, self._choice_columns(block), block.labels + 1):
            ground, ink = ("cursor", "cursortext") if option.loud else ("tile", "text")
            tiles.append(Tile(option.what, at, columns, (_dotted(option),), ground, ink))
        yield from self.canvas.tiles(tiles, f"{_mark(block)}{block.label}", "muted")

    @staticmethod
    def _button_columns(block: Buttons) -> list[int]:
        return [max(width(each.word) + 2, FINGER_COLUMNS) for each in block.options]

    def _buttons(self, block: Buttons) -> Iterator[Pen]:
        """The way forward at the right."""
        columns = self._button_columns(block)
        at = max(self.wide - sum(columns) - len(columns), 0)
        tiles = []
        for option, start, wide in self._placed(block.options, columns, at):
            ground, ink = option.colours
            tiles.append(Tile(option.what, start, wide, (option.word,), ground, ink, align="center"))
        yield from self.canvas.tiles(tiles)
