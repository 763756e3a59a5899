"""The scanner's driver, evdev, which may be missing: it is compiled on the spot."""

import sys

import pytest

MISSING = "no scanner driver: evdev needs gcc, libc6-dev and python3-dev to install"


def take_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the machine one without the driver until the test ends."""
    monkeypatch.setitem(sys.modules, "evdev", None)
    for name in ("evdev_scanner", "scanner_search", "watched", "folder", "keyboards"):
        monkeypatch.delitem(sys.modules, f"kassa_tui.hw.scanner.{name}", raising=False)
