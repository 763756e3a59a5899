"""What a scan of a set-up label tells of the scanner, in sentences: first the verdict, then what to set."""

from collections.abc import Iterator

from msgspec import Struct

from kassa_tui.hw.ports import Level
from kassa_tui.hw.scanner.label import SEPARATORS, LabelScan
from kassa_tui.i18n import N_, _
from kassa_tui.text import GROUP

SLOWEST_MS = 80
"""Milliseconds between two keys up to which a scan is told from typing."""

TOLD_APART = N_("A scan is told from typing; an amount is never taken without F12.")
UNENDED = N_("It types without Enter ({gap} ms a key): set Enter and 'no delay' with its handbook.")
TOO_SLOW = N_("It types too slowly ({gap} ms a key): set 'no delay' with its handbook.")
UNTIL_THEN = N_("Until then a scan may press quick keys.")
CAPS = N_("Caps Lock is on, here or in the scanner: capitals and small letters are swapped.")
US_ELSEWHERE = N_("US scanner on another layout: the label came as {code}. Set it to this machine's keyboard.")
OTHER_ON_US = N_("The scanner is set to another keyboard than a US one: the label came as {code}.")
STRAY = N_("It sends signs before each code that the till cannot know it by: set no prefix with its handbook.")
NO_ENTER = N_('It sends no Enter after a code: scan "CR suffix" or "add Enter" in its handbook.')

_KEYS = {
    "enter": "Enter",
    "tab": "Tab",
    "ctrl+right_square_bracket": "Ctrl+]",
    "ctrl+b": "STX (Ctrl+B)",
    "tilde": "~",
    "circumflex_accent": "^",
    "vertical_line": "|",
    "grave_accent": "`",
}


class Said(Struct, frozen=True):
    """A sentence, and how good the news is."""

    level: Level
    text: str


def key_word(name: str) -> str:
    """A key as people call it."""
    if name.startswith("ctrl+"):
        return _KEYS.get(name, f"Ctrl+{name[-1].upper()}")
    return _KEYS.get(name, name.upper())


def typed(scan: LabelScan) -> Iterator[Said]:
    """Of a label that came as keys."""
    if not scan.gs1:
        yield _how_it_types(scan)
    yield from of_content(scan)


def found(name: str, scan: LabelScan | None, *, grabs: bool) -> Iterator[Said]:
    """Of a device that sent something; `scan` is None if that was no label. `grabs`: its keys are the till's alone."""
    if scan is not None and not scan.ending:
        yield Said(Level.WARN, f"{_('Found: {name}.').format(name=name)} {_(NO_ENTER)}")
    elif scan is None or not scan.gs1:
        text = _("Found: {name}. Nothing it sends reaches the screen.") if grabs else _("Found: {name}.")
        yield Said(Level.OK, text.format(name=name))
    if scan is not None:
        yield from of_content(scan)


def _how_it_types(scan: LabelScan) -> Said:
    """How a scan is told from typing, and what is sure of it."""
    if not scan.ending:
        return Said(Level.WARN, f"{_(UNENDED).format(gap=scan.gap_ms)} {_(UNTIL_THEN)}")
    if scan.gap_ms > SLOWEST_MS and not scan.prefix:
        return Said(Level.WARN, f"{_(TOO_SLOW).format(gap=scan.gap_ms)} {_(UNTIL_THEN)}")
    pace = _("{gap} ms a key").format(gap=scan.gap_ms)
    how = ", ".join(filter(None, (key_word(scan.prefix), pace, key_word(scan.ending))))
    return Said(Level.OK, f"{_('It types: {how}.').format(how=how)} {_(TOLD_APART)}")


def _separator(scan: LabelScan) -> Said:
    """The key that stands between the parts of a GS1 code."""
    if not scan.separator:
        return Said(Level.WARN, _("It sends no separator of GS1 codes: set 'send GS (ASCII 29)' with its handbook."))
    if scan.separator in (GROUP, *SEPARATORS):
        key = "GS" if scan.separator == GROUP else key_word(scan.separator)
        return Said(Level.OK, _("It sends {key} between the parts of GS1 codes: they are read.").format(key=key))
    text = _("It sends {key} between the parts of GS1 codes, which the till does not know: set Ctrl+] or F8 there.")
    return Said(Level.WARN, text.format(key=key_word(scan.separator)))


def of_content(scan: LabelScan) -> Iterator[Said]:
    """What the signs of a label tell, however they came: what to set, and how codes with parts come."""
    if scan.gs1:
        yield _separator(scan)
        return
    if scan.turned:
        yield Said(Level.WARN, _(CAPS))
    if scan.layout:
        text = US_ELSEWHERE if scan.layout == "us" else OTHER_ON_US
        yield Said(Level.WARN, _(text).format(code=scan.code))
    if scan.stray:
        yield Said(Level.WARN, _(STRAY))
