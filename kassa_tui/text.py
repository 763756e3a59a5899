"""Text from outside: cleaned at the border, and cut or padded by terminal cells, never by characters."""

import json
import re
import unicodedata
from typing import Literal

from rich.cells import cell_len, set_cell_size

Align = Literal["left", "right", "center"]

LONGEST = 200

GROUP = "\x1d"
"""Stands between the parts of a GS1 code (FNC1, GS1 General Specifications 7.8)."""

DIGITS = "0123456789"

AMOUNT_SIGNS = DIGITS + ".,"
"""What an amount, a quantity or a rate is typed with, whatever the language."""

# Controls (C0, DEL, C1), zero width, bidirectional marks, line and paragraph separators, surrogates, private use, BOM;
# and what terminals do not agree about the width of: halves of flags, and skin tones.
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ue000-\uf8ff\ufe00-\ufe0f\ufeff\ufff0-\uffff"
    "\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff\U000e0000-\U0010ffff]"
)
_SPACES = re.compile(r"\s+")


def clean(text: str, longest: int = LONGEST) -> str:
    """One line of printable text in NFC, spaces folded, at most `longest` characters.

    What is left cannot steer a terminal or a printer; markup stays as it was typed, for sinks that draw
    it literally.
    """
    folded = _SPACES.sub(" ", unicodedata.normalize("NFC", _printable(text[: longest * 4])))
    return folded.strip()[:longest].strip()


def clean_code(code: str, longest: int = LONGEST) -> str:
    """A scanned code as one line of printable text, at most `longest` characters; what separates its parts stays."""
    return GROUP.join(clean(part, longest) for part in code.split(GROUP))[:longest]


def visible(text: str) -> str:
    """The text with a space for everything that could steer a terminal or printer; for the places that draw."""
    return text if text.isprintable() else _printable(text)


def visible_lines(text: str) -> str:
    """The same line by line, for what commands print."""
    return "\n".join(visible(line) for line in text.split("\n"))


def json_text(facts: object, indent: int | None = None, *, ascii_only: bool = False, sort: bool = False) -> str:
    """JSON in which nothing steers a terminal or hides: what is not to be drawn stands there as its number."""
    text = json.dumps(facts, ensure_ascii=ascii_only, indent=indent, sort_keys=sort)
    return text if ascii_only else "\n".join(map(_numbered, text.split("\n")))


def _numbered(line: str) -> str:
    if line.isprintable():
        return line
    return "".join(letter if visible(letter) == letter else json.dumps(letter)[1:-1] for letter in line)


def _printable(text: str) -> str:
    """A space for each letter that is not to be drawn, also for one that no standard knows yet."""
    return "".join(letter if letter.isprintable() else " " for letter in _UNPRINTABLE.sub(" ", text))


def is_digits(text: str) -> bool:
    """Whether the text is a number of ASCII digits alone, at least one."""
    return text.isascii() and text.isdigit()


def width(text: str) -> int:
    """Cells that the text takes in a terminal."""
    return cell_len(text)


def fit(text: str, columns: int, align: Align = "left", ellipsis: str = "…") -> str:
    """Exactly `columns` cells: padded, or cut with an ellipsis; wide characters are never halved."""
    taken = cell_len(text)
    if taken > columns:
        cut = cell_len(ellipsis)
        if columns <= cut:
            return set_cell_size(text, columns)
        return set_cell_size(set_cell_size(text, columns - cut).rstrip() + ellipsis, columns)
    space = columns - taken
    if align == "right":
        return " " * space + text
    if align == "center":
        return " " * (space // 2) + text + " " * (space - space // 2)
    return text + " " * space


def cut(text: str, columns: int) -> str:
    """At most `columns` cells, with an ellipsis where it is longer; nothing is padded."""
    return text if cell_len(text) <= columns else fit(text, columns).rstrip()


_SIZE = re.compile(r" (\d\S*(?: [^\W\d]{1,5})?)$")
"""How much is in it, at the end of an article's name: `1 l`, `500 g`, `10 stuks`, `2x75cl`."""


def fit_name(name: str, columns: int) -> str:
    """As `fit`, but an article's size at the end of its name is never what is cut: `Pindak… 600 g`."""
    size = _SIZE.search(name)
    room = columns - cell_len(size[0]) if size else 0
    if size is None or cell_len(name) <= columns or room < 2:
        return fit(name, columns)
    return fit(cut(name[: size.start()], room) + size[0], columns)


def tail(text: str, columns: int) -> str:
    """The end of a text, where somebody types, in at most `columns` cells; after an ellipsis if it is cut."""
    if cell_len(text) <= columns:
        return text
    while text and cell_len(text) > columns - 1:
        text = text[1:]
    return "…" + text


def wrap(text: str, columns: int) -> list[str]:
    """Lines of at most `columns` cells, broken at spaces where there are any; at least one line."""
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_len(joined) <= columns:
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        while cell_len(word) > columns:
            head = set_cell_size(word, columns).rstrip() or word[:1]
            lines[-1] = head
            lines.append("")
            word = word[len(head) :]
        lines[-1] = word
    return lines if len(lines) == 1 or lines[-1] else lines[:-1]
