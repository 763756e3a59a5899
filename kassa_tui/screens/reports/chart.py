"""Charts as rows of letters that every console has: full, two thirds and one third of a row."""

from collections.abc import Sequence

from msgspec import Struct

from kassa_tui.text import fit

FULL, TWO, ONE = "█", "▒", "░"
UNKNOWN = "?"
AXIS = 12
"""Columns of the scale at the left."""


class Point(Struct, frozen=True):
    """A column of a chart: what it is about, and how much; None for what is not known."""

    label: str
    amount: int | None


def _cell(part: int, step: int, row: int) -> str:
    """How much of a row, counted from the zero line, a column of `part` fills."""
    thirds = (part - row * step) * 3 // step
    return FULL if thirds >= 3 else TWO if thirds == 2 else ONE if thirds >= 0 and part > row * step else " "


def _sides(amounts: Sequence[int], rows: int) -> tuple[int, int, int]:
    """Rows above and below the zero line, and what a row stands for, so that everything fits."""
    above, below = max([0, *amounts]), max([0, *(-each for each in amounts)])
    if not below:
        return rows, 0, max(-(-above // rows), 1)
    room = max(rows - 1, 2)
    down = min(max(round(room * below / (above + below)), 1), room - 1) if above else room
    up = room - down
    steps = [-(-above // up) if up else 0, -(-below // down)]
    return up, down, max(*steps, 1)


def columns(points: Sequence[Point], scale: Sequence[str], room: int, rows: int) -> list[str]:
    """A column for each point, as many of the last as fit into `room`; `scale` are the words for most and least.

    Where something is below zero there is a line at zero.
    """
    wide = max(1, min(4, (room - AXIS) // max(len(points), 1)))
    shown = points[-((room - AXIS) // wide) :]
    up, down, step = _sides([point.amount or 0 for point in shown], rows)
    body = max(wide - 1, 1)

    def line(row: int, sign: int) -> str:
        cells = []
        for point in shown:
            mark = _cell((point.amount or 0) * sign, step, row)
            if point.amount is None and row == 0 and not down:
                mark = UNKNOWN
            cells.append(fit(mark * (1 if mark == UNKNOWN else body), wide))
        return "".join(cells)

    drawn = [line(row, 1) for row in reversed(range(up))]
    if down:
        zero = "".join(fit(UNKNOWN if p.amount is None else "─" * wide, wide, ellipsis="") for p in shown)
        drawn += [zero.replace(" ", "─"), *(line(row, -1) for row in range(down))]
    words = [""] * len(drawn)
    words[0] = scale[0] if up else ""
    if down:
        words[-1] = scale[1]
    return [f"{fit(word, AXIS - 2, 'right')}  {cells}" for word, cells in zip(words, drawn, strict=True)] + [
        " " * AXIS + _labels(shown, wide)
    ]


def _labels(shown: Sequence[Point], wide: int) -> str:
    """The labels of as many columns as there is room for."""
    text = ""
    for number, point in enumerate(shown):
        if len(text) <= number * wide and len(point.label) < (len(shown) - number) * wide + 2:
            text = text.ljust(number * wide) + point.label + " "
    return text.rstrip()


def bar(amount: int, most: int, room: int) -> str:
    """A bar of at most `room` columns; what is above zero is seen."""
    if amount <= 0 or most <= 0:
        return ""
    thirds = max(amount * room * 3 // most, 1)
    return FULL * (thirds // 3) + ("", ONE, TWO)[thirds % 3]
