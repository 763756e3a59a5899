"""A customer display of 2 x 20 letters: shows what the bytes say, letter by letter; written from the command reference.

Only what was sent while it was chosen by ESC = counts; what is for the printer is kept apart.
"""

from dataclasses import dataclass, field

COLUMNS, ROWS = 20, 2
_PAGES = {0: "cp437", 2: "cp850", 16: "cp1252", 19: "cp858"}


@dataclass
class Seen:
    """The cells, and what went to the printer."""

    cells: list[list[str]] = field(default_factory=lambda: [[" "] * COLUMNS for _row in range(ROWS)])
    printer: bytes = b""

    @property
    def rows(self) -> tuple[str, str]:
        """Both rows."""
        return "".join(self.cells[0]), "".join(self.cells[1])


def read_display(data: bytes) -> Seen:
    """Everything in the bytes; ValueError for a command of a display that is not known here."""
    seen, at, page, chosen, x, y = Seen(), 0, "cp437", False, 0, 0
    while at < len(data):
        head = data[at : at + 2]
        if head == b"\x1b=":
            chosen, at = data[at + 2] == 2, at + 3
        elif not chosen:
            seen.printer, at = seen.printer + data[at : at + 1], at + 1
        elif head == b"\x1bt":
            page, at = _PAGES[data[at + 2]], at + 3
        elif head == b"\x1f$":
            x, y, at = data[at + 2] - 1, data[at + 3] - 1, at + 4
        elif data[at] < 32:
            raise ValueError(f"byte {data[at]:#x} at {at} is no command of a display")
        else:
            seen.cells[y][x] = data[at : at + 1].decode(page)
            # In overwrite mode the cursor goes on in the next row, and from the last cell to the first.
            x, y = (x + 1) % COLUMNS, (y + (x + 1) // COLUMNS) % ROWS
            at += 1
    return seen
