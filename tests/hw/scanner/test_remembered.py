"""What the till has found out about what types: roles and measures in one file, written by two."""

from pathlib import Path

import pytest

from kassa_tui.hw.scanner.remembered import Known, Measured, Remembered, completed, file_of, learn, measured
from kassa_tui.settings import ScannerSettings

SCANNER = Known("1:2:3:0", "Scanner 9", "scanner")


def test_what_was_measured_and_the_roles_are_kept_together(tmp_path: Path) -> None:
    """The screen writes while the watching thread has read the file already."""
    file = file_of(tmp_path, "K1")
    watching = Remembered(file)
    learn(file, Measured(8, "ctrl+b"))
    watching.keep(SCANNER)
    assert (measured(file), Remembered(file).role(SCANNER.identity)) == (Measured(8, "ctrl+b"), "scanner")
    learn(file, Measured(20))
    assert (measured(file), Remembered(file).scanner) == (Measured(20), True)


def test_a_file_of_before_has_the_roles_alone(tmp_path: Path) -> None:
    file = file_of(tmp_path, "K1")
    file.write_text('[{"identity": "1:2:3:0", "name": "Scanner 9", "role": "scanner"}]')
    assert (Remembered(file).role(SCANNER.identity), measured(file)) == ("scanner", Measured())


@pytest.mark.parametrize("text", ["", "{", '{"typing": {"gap_ms": -1}}', '{"typing": {"gap_ms": 1001}}', "7"])
def test_what_cannot_be_read_was_never_known(tmp_path: Path, text: str) -> None:
    file = file_of(tmp_path, "K1")
    file.write_text(text)
    assert (measured(file), Remembered(file).scanner) == (Measured(), False)


def test_what_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    file = file_of(tmp_path / "gone", "K1")
    learn(file, Measured(8))
    assert measured(file) == Measured()


@pytest.mark.parametrize(
    ("settings", "bound", "prefix"),
    [
        (ScannerSettings(keyboard="scans"), 0.06, "tilde"),
        (ScannerSettings(keyboard="scans", gap_ms=50), 0.1, "tilde"),
        (ScannerSettings(keyboard="scans", prefix="f11"), 0.06, "f11"),
        (ScannerSettings(keyboard="typing"), 0.0, "tilde"),
    ],
)
def test_a_value_that_somebody_wrote_down_wins(settings: ScannerSettings, bound: float, prefix: str) -> None:
    used = completed(settings, Measured(30, "tilde"))
    assert (used.bound, used.prefix) == (bound, prefix)


@pytest.mark.parametrize(("gap", "bound"), [(0, 0.1), (1, 0.04), (30, 0.06), (75, 0.15), (990, 0.15)])
def test_the_bound_is_twice_the_longest_pause_within_limits(gap: int, bound: float) -> None:
    assert completed(ScannerSettings(keyboard="scans"), Measured(gap)).bound == bound
