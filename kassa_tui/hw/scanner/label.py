"""The labels that a scanner is set up by, and what a scan of one tells of the scanner. No device is needed."""

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.text import GROUP

SETUP_LABEL = "Ab-1/"
"""What is scanned to set a scanner up: both cases, a digit, and signs that stand elsewhere on other keyboards."""

SETUP_BARS = "110100100001010001100010010000110100110111001001110011010111001100110100010001100011101011"
"""CODE128 of SETUP_LABEL, a sign for each module; dark ones are 1 (ISO/IEC 15417)."""

GS1_LABEL = f"1012{GROUP}2134"
"""Batch 12, serial number 34, and the separator between them, which scanners type in ways of their own."""

GS1_BARS = "11010011100111101011101100100010010110011100111101011101101110010010001011000110111011101100011101011"
"""GS1-128 of GS1_LABEL."""

QUIET = 10
"""Light modules that a scanner wants at both sides."""

ROWS = 4
"""Rows of a terminal that a label is high."""

PAUSE_SECONDS = 1.2
"""Between two keys of one scan at most, however slow the scanner is."""

LONGEST_GAP_MS = 1000
ENDINGS = {"enter": "enter", "ctrl+m": "enter", "ctrl+j": "enter", "tab": "tab", "ctrl+i": "tab"}
"""Keys that end a scan, and what they are; also as terminals name them that tell Ctrl from control characters."""

SEPARATORS = ("ctrl+right_square_bracket", "f8")
"""Keys by which scanners type the separator of GS1 codes."""

_US_ELSEWHERE = ("Ab+1-", "Abß1-", "Ab'1-", "Ab/1-", "Qb)&!", "Qb)&=")
"""What a scanner for US keyboards types on a machine with a Danish, German, Swiss, Dutch, French, Belgian layout."""

_OTHERS_ON_US = ("Ab/1&", "Qb6!>")
"""What a scanner for Danish or German keyboards, and one for French ones, type on a US layout."""

_AIM = re.compile(r"[^A-Za-z0-9]?[Cc][012]\Z")
"""What a scanner says of CODE128 first, with its first sign as any layout has it."""

_GS1 = re.compile(r"1012(\D{0,5})2134\Z", re.DOTALL)
_SENT = re.compile(r"ctrl\+[a-z]|f11|f1[3-9]|f2[0-4]")
_CONTROL_PREFIX = re.compile(r"ctrl\+(?![cijmpqsz]$)[a-z]|f11|f1[3-9]|f2[0-4]")
_SIGN_PREFIX = frozenset("~^|`")
"""Signs that stand in nothing that people type at a till."""

_MOST_KEYS = 40

_HALVES = {(False, False): " ", (True, False): "▌", (False, True): "▐", (True, True): "█"}
"""Two modules in a column, so that a line of 80 columns has room for them."""

Layout = Literal["", "us", "other"]
"""The scanner's keyboard is the machine's; it is a US one on another machine; it is another one on a US machine."""


class Stroke(Struct, frozen=True):
    """A key of a scan: its name, the character that it gives if it gives one, and when it was read, in seconds."""

    name: str
    text: str
    at: float


class LabelScan(Struct, frozen=True):
    """What a scan of a label told. `code` is as it came, without what stood before the label.

    `gap_ms` are the milliseconds of the longest pause, 0 if nobody measured. `ending` is enter, tab or empty. `prefix`
    is the name of the key that came first, if the till can know codes by it; `stray` are other signs before the label.
    `turned`: capitals and small letters are swapped. `separator` is the key that stood for the separator of the `gs1`
    label, or other signs in its place.
    """

    code: str
    gs1: bool = False
    gap_ms: int = 0
    ending: str = ""
    prefix: str = ""
    stray: bool = False
    aim: bool = False
    turned: bool = False
    layout: Layout = ""
    separator: str = ""


def _swapped(text: str) -> str:
    return "".join(sign.swapcase() if sign.isascii() else sign for sign in text)


def _forms() -> Iterator[tuple[str, LabelScan]]:
    """The label as each keyboard types it."""
    kinds: dict[Layout, tuple[str, ...]] = {"": (SETUP_LABEL,), "us": _US_ELSEWHERE, "other": _OTHERS_ON_US}
    for layout, forms in kinds.items():
        for form in forms:
            yield form, LabelScan(form, layout=layout)
            yield _swapped(form), LabelScan(_swapped(form), layout=layout, turned=True)


_FORMS = dict(_forms())


def read(text: str) -> LabelScan | None:
    """What a text says that ends with one of the labels; None for any other. `stray` is for what stands before it."""
    elements = _GS1.search(text)
    if elements is not None:
        scan = LabelScan(elements[0], gs1=True, separator=elements[1])
    elif (form := _FORMS.get(text[-len(SETUP_LABEL) :])) is not None:
        scan = form
    else:
        return None
    before = text[: len(text) - len(scan.code)]
    said = _AIM.search(before)
    stray = before[: said.start()] if said else before
    if scan.gs1 and any(map(str.isalnum, stray)):
        # A longer number, such as an article's.
        return None
    return replace(scan, aim=said is not None, stray=bool(stray))


def _label_begins(strokes: Sequence[Stroke], scan: LabelScan, text: str) -> int:
    """How many keys came before the label and what the scanner says of it."""
    before = text[: len(text) - len(scan.code)]
    said = _AIM.search(before)
    begins = said.start() if said else len(before)
    lengths = list(accumulate((len(stroke.text) for stroke in strokes), initial=0))
    return max(count for count, length in enumerate(lengths[:-1]) if length <= begins)


def _of_a_scan(stroke: Stroke) -> bool:
    """Whether scanners send such a key."""
    return bool(stroke.text) or stroke.name in ENDINGS or bool(_SENT.fullmatch(stroke.name))


def _prefix(strokes: Sequence[Stroke]) -> str:
    """The key that came before a label, if it is one, and none that a person needs."""
    if len(strokes) != 1:
        return ""
    (first,) = strokes
    return first.name if first.text in _SIGN_PREFIX or _CONTROL_PREFIX.fullmatch(first.name) else ""


def measured(strokes: Sequence[Stroke]) -> LabelScan | None:
    """What the keys of a scan tell, the one that ended it among them; None if they are no label."""
    ending = ENDINGS.get(strokes[-1].name, "") if strokes else ""
    signs = strokes[: len(strokes) - bool(ending)]
    text = "".join(stroke.text for stroke in signs)
    scan = read(text)
    if scan is None:
        return None
    begins = _label_begins(signs, scan, text)
    prefix = _prefix(signs[:begins])
    if scan.separator == GROUP:
        scan = replace(scan, separator=next(each.name for each in signs if each.text == GROUP))
    gap = _longest_gap(strokes[begins:])
    return replace(scan, gap_ms=gap, ending=ending, prefix=prefix, stray=bool(begins) and not prefix)


def pace(strokes: Sequence[Stroke]) -> LabelScan:
    """How fast any other code came, and what ended it."""
    ending = ENDINGS.get(strokes[-1].name, "") if strokes else ""
    code = "".join(stroke.text for stroke in strokes)
    return LabelScan(code, gap_ms=_longest_gap(strokes), ending=ending)


def _longest_gap(strokes: Sequence[Stroke]) -> int:
    """In milliseconds, at least one."""
    gap = max((after.at - before.at for before, after in pairwise(strokes)), default=0.0)
    return min(max(round(gap * 1000), 1), LONGEST_GAP_MS)


class LabelListener:
    """Waits for a label among keys, which come one by one or a scan at a time."""

    def __init__(self) -> None:
        self._strokes: list[Stroke] = []
        self._whole = False

    def feed(self, stroke: Stroke) -> LabelScan | None:
        """What a label tells once it is whole, and once more when the key comes that ends it."""
        if not _of_a_scan(stroke):
            return None
        if self._strokes and not 0 <= stroke.at - self._strokes[-1].at <= PAUSE_SECONDS:
            self._begin()
        ends = stroke.name in ENDINGS
        if self._whole and stroke.text:
            self._begin()
        if ends and not self._whole:
            self._begin()
            return None
        self._strokes = [*self._strokes, stroke][-_MOST_KEYS:]
        scan = measured(self._strokes)
        if ends:
            self._begin()
        else:
            self._whole = scan is not None
        return scan

    def _begin(self) -> None:
        self._strokes, self._whole = [], False


def blocks(bars: str, *, bare: bool, dark_ink: bool) -> str:
    """A row of the bars with their light rims, two modules a column; one where a `bare` font has no half blocks.

    `dark_ink` says whether letters are darker than their ground: then they stand for the dark modules.
    """
    modules = [(module == "1") == dark_ink for module in "0" * QUIET + bars + "0" * QUIET]
    if bare:
        modules = [module for module in modules for _half in range(2)]
    elif len(modules) % 2:
        modules.append(not dark_ink)
    return "".join(_HALVES[pair] for pair in zip(modules[::2], modules[1::2], strict=True))
