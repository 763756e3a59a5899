"""Device-neutral paper: what a receipt or report says, before any printer or screen.

A document is a tuple of rows. The screen and the archive show it `as_text(columns)`; a printer turns the
same rows into its own commands.
"""

from collections.abc import Iterator
from typing import Literal

import msgspec

from kassa_tui.text import Align, fit, visible, width, wrap

COLUMNS = (42, 48)
"""The paper widths that every document must look right in."""


class Text(msgspec.Struct, frozen=True, tag="text"):
    """A sentence, wrapped at words; `big` is double height and width."""

    text: str
    align: Align = "left"
    bold: bool = False
    big: bool = False


class Pair(msgspec.Struct, frozen=True, tag="pair"):
    """Something at the left and a figure at the right; a long left wraps, the figure stands on its last line."""

    left: str
    right: str
    bold: bool = False
    big: bool = False
    indent: int = 0


class Columns(msgspec.Struct, frozen=True, tag="columns"):
    """A row of a table: `widths` in columns, right aligned when negative, 0 for the one that takes the rest."""

    cells: tuple[str, ...]
    widths: tuple[int, ...]
    bold: bool = False


class Rule(msgspec.Struct, frozen=True, tag="rule"):
    """A line across the paper."""


class Feed(msgspec.Struct, frozen=True, tag="feed"):
    """One blank line."""


class Cut(msgspec.Struct, frozen=True, tag="cut"):
    """Where the paper is cut or torn off."""


class Logo(msgspec.Struct, frozen=True, tag="logo"):
    """The shop's logo, where the printer has one in its settings."""


class Code(msgspec.Struct, frozen=True, tag="code"):
    """A barcode (CODE128) or QR code; its text stands below it where it cannot be drawn."""

    data: str
    kind: Literal["code128", "qr"] = "code128"


Row = Text | Pair | Columns | Rule | Feed | Cut | Code | Logo


def _columns(row: Columns, columns: int) -> str:
    taken = sum(abs(w) for w in row.widths) + len(row.widths) - 1
    out = []
    for cell, given in zip(row.cells, row.widths, strict=True):
        room = abs(given) or columns - taken
        out.append(fit(visible(cell), room, "right" if given < 0 else "left"))
    return fit(" ".join(out), columns)


def _pair(row: Pair, columns: int) -> Iterator[str]:
    room, right = columns - row.indent, visible(row.right)
    reserved = width(right) + 1 if right else 0
    lines = wrap(visible(row.left), max(room - reserved, 8))
    for line in lines[:-1]:
        yield " " * row.indent + line
    left = fit(lines[-1], max(room - width(right), 0))
    yield " " * row.indent + left + right


def row_text(row: Row, columns: int) -> Iterator[str]:
    """The lines of one row, each at most `columns` cells, with nothing in them that steers a terminal."""
    match row:
        case Text():
            room = columns // 2 if row.big else columns
            for line in wrap(visible(row.text), room):
                yield fit(line, columns, row.align).rstrip()
        case Pair():
            yield from _pair(row, columns)
        case Columns():
            yield _columns(row, columns).rstrip()
        case Rule():
            yield "-" * columns
        case Feed():
            yield ""
        case Code():
            yield fit(visible(row.data), columns, "center").rstrip()
        case Cut() | Logo():
            return


class Document(msgspec.Struct, frozen=True):
    """A piece of paper; `title` names it on the screen."""

    title: str
    rows: tuple[Row, ...]

    def as_text(self, columns: int) -> str:
        """The paper as lines of at most `columns` cells, for the screen, the archive and the simulated printer."""
        lines = [line for row in self.rows for line in row_text(row, columns)]
        return "\n".join(lines) + "\n"

    def to_json(self) -> str:
        """What is kept in the database; the same rows give the same text."""
        return msgspec.json.encode(self).decode()

    def marked(self, mark: str) -> "Document":
        """The same paper with one mark at the top, such as a copy's."""
        return Document(self.title, (Text(mark, align="center", bold=True), *self.rows))


def from_json(kept: str) -> Document:
    """The document that was kept; msgspec.DecodeError for anything else."""
    return msgspec.json.decode(kept, type=Document)
