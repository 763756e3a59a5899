"""The verdict on a scanner, in one line, and what to set."""

import pytest

from kassa_tui.hw.ports import Level
from kassa_tui.hw.scanner.label import LabelScan
from kassa_tui.text import GROUP
from kassa_tui.till.proof import scanner_words

SAFE = "A scan is told from typing; an amount is never taken without F12."
UNSAFE = "Until then a scan may press quick keys."


@pytest.mark.parametrize(
    ("scan", "level", "verdict"),
    [
        (LabelScan("Ab-1/", gap_ms=8, ending="enter"), Level.OK, f"It types: 8 ms a key, Enter. {SAFE}"),
        (LabelScan("Ab-1/", gap_ms=80, ending="tab"), Level.OK, f"It types: 80 ms a key, Tab. {SAFE}"),
        (LabelScan("Ab-1/", gap_ms=81, ending="enter"), Level.WARN,
         f"It types too slowly (81 ms a key): set 'no delay' with its handbook. {UNSAFE}"),
        (LabelScan("Ab-1/", gap_ms=500, ending="enter", prefix="ctrl+b"), Level.OK,
         f"It types: STX (Ctrl+B), 500 ms a key, Enter. {SAFE}"),
        (LabelScan("Ab-1/", gap_ms=8, prefix="f11"), Level.WARN,
         f"It types without Enter (8 ms a key): set Enter and 'no delay' with its handbook. {UNSAFE}"),
        (LabelScan(f"1012{GROUP}2134", gs1=True, separator="ctrl+right_square_bracket"), Level.OK,
         "It sends Ctrl+] between the parts of GS1 codes: they are read."),
        (LabelScan("1012|2134", gs1=True, separator="|"), Level.WARN,
         "It sends | between the parts of GS1 codes, which the till does not know: set Ctrl+] or F8 there."),
        (LabelScan("10122134", gs1=True), Level.WARN,
         "It sends no separator of GS1 codes: set 'send GS (ASCII 29)' with its handbook."),
    ],
)  # fmt: skip
def test_a_scanner_that_types(scan: LabelScan, level: Level, verdict: str) -> None:
    (said,) = scanner_words.typed(scan)
    assert (said.level, said.text) == (level, verdict)


def test_what_else_is_to_be_set_follows_the_verdict() -> None:
    scan = LabelScan("aB/1&", gap_ms=8, ending="enter", stray=True, turned=True, layout="other")
    verdict, *advice = scanner_words.typed(scan)
    assert verdict.level is Level.OK
    assert [said.level for said in advice] == [Level.WARN] * 3
    assert [said.text.split()[0] for said in advice] == ["Caps", "The", "It"]
    assert list(scanner_words.of_content(scan)) == advice


@pytest.mark.parametrize(
    ("scan", "level", "verdict"),
    [
        (None, Level.OK, "Found: Scanner 9. Nothing it sends reaches the screen."),
        (LabelScan("Ab-1/", ending="enter"), Level.OK, "Found: Scanner 9. Nothing it sends reaches the screen."),
        (LabelScan("Ab-1/"), Level.WARN, "Found: Scanner 9. It sends no Enter after a code"),
        (LabelScan(f"1012{GROUP}2134", gs1=True, ending="enter", separator=GROUP), Level.OK, "It sends GS between"),
    ],
)
def test_a_scanner_that_is_read(scan: LabelScan | None, level: Level, verdict: str) -> None:
    (said,) = scanner_words.found("Scanner 9", scan, grabs=True)
    assert said.level is level
    assert said.text.startswith(verdict)


def test_a_scanner_whose_keys_are_not_taken_is_only_named() -> None:
    (said,) = scanner_words.found("Scanner 9", LabelScan("Ab-1/", ending="tab"), grabs=False)
    assert (said.level, said.text) == (Level.OK, "Found: Scanner 9.")
