"""Charts as rows of letters that every console has: full, two thirds and one third of a row."""

from collections.abc import Callable, Iterator, Sequence
from itertools import count

from kassa_tui.exports.report_sheet import Point
from kassa_tui.text import fit

FULL, TWO, ONE = "█", "▒", "░"
UNKNOWN = "?"
CHOSEN = "▼"
AXIS = 12
"""Columns of the scale at the left."""


STEPS = (10, 15, 20, 25, 30, 40, 50, 60, 80)
"""What a row can stand for, in tenths of a power of ten."""


def _cell(part: int, step: int, row: int) -> str:
    """How much of a row, counted from the zero line, a column of `part` fills."""
    thirds = (part - row * step) * 3 // step
    return FULL if thirds >= 3 else TWO if thirds == 2 else ONE if thirds >= 0 and part > row * step else " "


def _steps() -> Iterator[int]:
    """What a row can stand for, in minor units: figures that people count in."""
    for power in count():
        yield from (each * 10**power // 10 for each in STEPS if each * 10**power % 10 == 0)


def _sides(amounts: Sequence[int], rows: int) -> tuple[int, int, int]:
    """Rows above and below the zero line, and what a row stands for, so that everything fits."""
    above, below = max([0, *amounts]), max([0, *(-each for each in amounts)])
    room = max(rows - 1, 2) if below else rows
    for step in _steps():
        up, down = -(-above // step), -(-below // step)
        if up + down <= room:
            break
    return max(up, 0 if down else 1), down, step


def height(points: Sequence[Point], rows: int) -> int:
    """How many of `rows` the columns take, with the line at zero."""
    up, down, _step = _sides([point.amount or 0 for point in points], rows)
    return up + down + (1 if down else 0)


def _drawn(points: Sequence[Point], wide: int, up: int, down: int, step: int) -> list[str]:
    """The columns without the scale, from the top; each is `wide`, with a space behind it where there is room."""
    body = max(wide - 1, 1)

    def line(row: int, sign: int) -> str:
        cells = []
        for point in points:
            mark = _cell((point.amount or 0) * sign, step, row)
            if point.amount is None and row == 0 and not down:
                mark = UNKNOWN
            cells.append(fit(mark * (1 if mark == UNKNOWN else body), wide))
        return "".join(cells)

    drawn = [line(row, 1) for row in reversed(range(up))]
    if down:
        zero = "".join(fit(UNKNOWN if p.amount is None else "─" * wide, wide, ellipsis="") for p in points)
        drawn += [zero.replace(" ", "─"), *(line(row, -1) for row in range(down))]
    return drawn


def columns(
    points: Sequence[Point], scale: Callable[[int], str], room: int, rows: int, chosen: int | None = None
) -> list[str]:
    """A column for each point, as many as fit into `room`, in `rows` at most; `scale` writes an amount at the left.

    Where something is below zero there is a line at zero. A `chosen` point is in sight and has a mark above it, in a
    row of its own; without one, the last points are in sight.
    """
    widest = max([3, *(len(point.label) for point in points)]) + 1
    wide = max(1, min(widest, (room - AXIS) // max(len(points), 1)))
    many = min((room - AXIS) // wide, len(points))
    start = len(points) - many if chosen is None else max(0, min(chosen - many // 2, len(points) - many))
    in_sight = points[start : start + many]
    up, down, step = _sides([point.amount or 0 for point in points], rows)
    drawn = _drawn(in_sight, wide, up, down, step)
    words = [""] * len(drawn)
    words[0] = scale(up * step) if up else ""
    if down:
        words[-1] = scale(-down * step)
    body_rows = [f"{fit(word, AXIS - 2, 'right')}  {cells}" for word, cells in zip(words, drawn, strict=True)]
    marked = [] if chosen is None else [" " * (AXIS + (chosen - start) * wide + max(wide - 2, 0) // 2) + CHOSEN]
    return [*marked, *body_rows, " " * AXIS + _labels(in_sight, wide)]


def _labels(points: Sequence[Point], wide: int) -> str:
    """The labels of as many columns as there is room for."""
    text = ""
    for number, point in enumerate(points):
        if len(text) <= number * wide and len(point.label) < (len(points) - number) * wide + 2:
            text = text.ljust(number * wide) + point.label + " "
    return text.rstrip()


def progress(done: int, pieces: int, room: int) -> str:
    """How far something is, as a row of `room` letters: done, at work, to come."""
    full = done * room // pieces if pieces else room
    return (FULL * full + TWO * (full < room) + ONE * room)[:room]


def bar(amount: int, most: int, room: int) -> str:
    """A bar of at most `room` columns; what is above zero is seen."""
    if amount <= 0 or most <= 0:
        return ""
    thirds = max(amount * room * 3 // most, 1)
    return FULL * (thirds // 3) + ("", ONE, TWO)[thirds % 3]
