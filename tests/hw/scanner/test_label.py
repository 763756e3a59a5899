"""The labels that set a scanner up: their bars, and what a scan of them tells however it comes."""

import pytest
from barcode.charsets import code128  # type: ignore[import-untyped]
from barcode.codex import Code128  # type: ignore[import-untyped]

from kassa_tui.hw.scanner.label import (
    GS1_BARS,
    SETUP_BARS,
    SETUP_LABEL,
    LabelListener,
    LabelScan,
    Stroke,
    blocks,
    pace,
    read,
)
from kassa_tui.text import GROUP

STX, ETX, F11, GS, F8 = ("ctrl+b", ""), ("ctrl+c", ""), ("f11", ""), ("ctrl+right_square_bracket", GROUP), ("f8", GROUP)
ENTER, TAB = ("enter", ""), ("tab", "")
Keys = list[str | tuple[str, str]]


def strokes(keys: Keys, gap: float = 0.01) -> list[Stroke]:
    """Keys so many seconds apart; a sign is its own name."""
    named = [(key, key) if isinstance(key, str) else key for key in keys]
    return [Stroke(name, text, 5 + number * gap) for number, (name, text) in enumerate(named)]


def told(keys: Keys, gap: float = 0.01) -> LabelScan | None:
    """The last that was told of a label."""
    listener, newest = LabelListener(), None
    for stroke in strokes(keys, gap):
        newest = listener.feed(stroke) or newest
    return newest


def test_the_bars_are_the_labels() -> None:
    assert Code128(SETUP_LABEL).build() == [SETUP_BARS]
    start, fnc1 = 105, 102
    values = [start, fnc1, 10, 12, fnc1, 21, 34]
    check = (start + sum(place * value for place, value in enumerate(values[1:], 1))) % 103
    drawn = "".join(code128.CODES[value] for value in [*values, check])
    assert drawn + code128.STOP + "11" == GS1_BARS


@pytest.mark.parametrize(("bare", "columns"), [(False, 55), (True, 110)])
def test_a_label_is_drawn_with_its_rims_in_either_colours(bare: bool, columns: int) -> None:
    dark, light = (blocks(SETUP_BARS, bare=bare, dark_ink=ink) for ink in (True, False))
    assert (len(dark), dark[:5], light[:5]) == (columns, " " * 5, "█" * 5)
    turned = {" ": "█", "█": " ", "▌": "▐", "▐": "▌"}
    assert "".join(turned[block] for block in dark) == light
    assert set(dark) <= (set(" █") if bare else set(turned))


@pytest.mark.parametrize(
    ("keys", "scan"),
    [
        ([*"Ab-1/", ENTER], LabelScan("Ab-1/", gap_ms=10, ending="enter")),
        ([*"]C0Ab-1/", TAB], LabelScan("Ab-1/", gap_ms=10, ending="tab", aim=True)),
        ([*"Ab-1/"], LabelScan("Ab-1/", gap_ms=10)),
        ([STX, *"Ab-1/", ETX, ENTER], LabelScan("Ab-1/", gap_ms=10, ending="enter", prefix="ctrl+b")),
        ([F11, *"]C0Ab-1/", ENTER], LabelScan("Ab-1/", gap_ms=10, ending="enter", prefix="f11", aim=True)),
        (["~", *"Ab-1/", ENTER], LabelScan("Ab-1/", gap_ms=10, ending="enter", prefix="~")),
        (["x", *"Ab-1/", ENTER], LabelScan("Ab-1/", gap_ms=10, ending="enter", stray=True)),
        ([("ctrl+p", ""), *"Ab-1/", ENTER], LabelScan("Ab-1/", gap_ms=10, ending="enter", stray=True)),
        ([*"aB-1/", ENTER], LabelScan("aB-1/", gap_ms=10, ending="enter", turned=True)),
        ([*"Ab+1-", ENTER], LabelScan("Ab+1-", gap_ms=10, ending="enter", layout="us")),
        ([*"aBß1-", ENTER], LabelScan("aBß1-", gap_ms=10, ending="enter", layout="us", turned=True)),
        ([*"Ab/1&", ENTER], LabelScan("Ab/1&", gap_ms=10, ending="enter", layout="other")),
        ([*"]C11012", GS, *"2134", ENTER],
         LabelScan(f"1012{GROUP}2134", gs1=True, gap_ms=10, ending="enter", aim=True, separator=GS[0])),
        ([*"1012", F8, *"2134", ENTER],
         LabelScan(f"1012{GROUP}2134", gs1=True, gap_ms=10, ending="enter", separator="f8")),
        ([*"10122134", ENTER], LabelScan("10122134", gs1=True, gap_ms=10, ending="enter")),
        ([*"1012{GS}2134", ENTER], LabelScan("1012{GS}2134", gs1=True, gap_ms=10, ending="enter", separator="{GS}")),
        ([*"8710122134", ENTER], None),
        ([*"8712345678906", ENTER], None),
        ([ENTER], None),
    ],
)  # fmt: skip
def test_one_scan_tells_all_of_it(keys: Keys, scan: LabelScan | None) -> None:
    assert told(keys) == scan


def test_the_slowest_scanner_is_measured_and_a_person_between_two_scans_is_not() -> None:
    assert told([*"Ab-1/", ENTER], 0.99) == LabelScan("Ab-1/", gap_ms=990, ending="enter")
    assert told([*"Ab-1/", ENTER], 1.5) is None
    late = [*strokes([*"Ab-1/"]), Stroke("enter", "", 5.34)]
    listener = LabelListener()
    scans = [scan for scan in map(listener.feed, late) if scan is not None]
    assert [(scan.gap_ms, scan.ending) for scan in scans] == [(10, ""), (300, "enter")]
    assert [told([*"Ab-1/", *"Ab-1/"]), told([("f5", ""), *"Ab-1/"])] == [LabelScan("Ab-1/", gap_ms=10)] * 2


def test_the_pause_after_a_prefix_is_no_pause_of_the_code() -> None:
    listener = LabelListener()
    keys = [Stroke(*STX, 4.0), *strokes([*"Ab-1/", ENTER], 0.02)]
    scans = [scan for scan in map(listener.feed, keys) if scan is not None]
    assert (scans[-1].prefix, scans[-1].gap_ms) == ("ctrl+b", 20)


def test_any_other_code_tells_its_pace() -> None:
    assert pace(strokes([*"8712", TAB], 0.02)) == LabelScan("8712", gap_ms=20, ending="tab")
    assert (pace([]).gap_ms, pace([]).ending) == (1, "")


@pytest.mark.parametrize(("text", "stray"), [("]C0Ab-1/", False), ("~Ab-1/", True), ("Ab-1/ ", None), ("", None)])
def test_a_text_is_read_as_a_label(text: str, stray: bool | None) -> None:
    scan = read(text)
    assert (None if scan is None else scan.stray) is stray
