"""The devices that the settings name: what drives them at the counter, and how they are for `kassa doctor`."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from kassa_tui.hw import build
from kassa_tui.hw.ports import (
    KEYBOARD_ONLY,
    DeviceState,
    Display,
    Keyboard,
    Looked,
    NoSearch,
    Printer,
    Scanner,
    ScannerSearch,
)
from kassa_tui.hw.scanner.remembered import (
    Known,
    Measured,
    Remembered,
    begin,
    completed,
    file_of,
    learn,
    measured,
    used_only,
)
from kassa_tui.settings import (
    BackupSettings,
    DisplaySettings,
    PrinterSettings,
    ScannerSettings,
    Settings,
    cache_directory,
)
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.setup import logos

if TYPE_CHECKING:
    from kassa_tui.hw.smtp import Letter
    from kassa_tui.screens.setup.scanner import FirstScanner
    from kassa_tui.till.counter.spooler import Spooler


class Drivers(Struct, frozen=True):
    """What a counter is connected to; None for what is not there.

    `display` is given the thread that owns the printer, on which it may hang. `scanner` is made when the first screen
    stands, or before it where there is a `known_scanner`, whose codes shall not type into that screen; `search` when
    somebody looks for a scanner: their driver is not loaded before. `learn` remembers how a scanner types, and says
    what holds from then on. `post` brings a letter to the mail server. `backup` says where copies of the shop go, None
    for a counter that has none made.
    """

    printer: Printer | None = None
    display: "Callable[[Spooler | None], Display] | None" = None
    scanner: Callable[[], Scanner] | None = None
    search: Callable[[], ScannerSearch] = NoSearch
    learn: Callable[[Measured], ScannerSettings] = used_only
    post: "Callable[[Letter], None] | None" = None
    known_scanner: bool = False
    backup: BackupSettings | None = None


def meant(settings: Settings) -> Settings:
    """The settings as they hold for the shop: a demo shop has simulated devices, whatever the machine has."""
    if not read_shop().demo:
        return settings
    printer, scanner = PrinterSettings(kind="simulated"), ScannerSettings(kind="simulated")
    display = DisplaySettings(kind="simulated")
    return msgspec.structs.replace(settings, printer=printer, scanner=scanner, display=display)


def drivers(settings: Settings, folder: Path) -> Drivers:
    """What drives the devices of the open shop; simulated ones write and read in `folder`."""
    here = meant(settings)
    printing = logos.for_printer(here.printer, read_shop().logo, cache_directory())
    return Drivers(
        printer=build.printer(printing, folder),
        display=_display(here, folder),
        scanner=partial(build.scanner, here.scanner, folder, here.register),
        known_scanner=here.scanner.looks and Remembered(file_of(folder, here.register)).scanner,
        search=partial(build.search, here.scanner),
        learn=partial(_learn, settings, folder),
        post=_post(here),
        backup=None if read_shop().demo else here.backup,
    )


def heard(settings: Settings, folder: Path) -> ScannerSettings:
    """The scanner's settings, and what the till has measured itself where they say nothing."""
    return completed(settings.scanner, measured(file_of(folder, settings.register)))


def _learn(settings: Settings, folder: Path, typing: Measured) -> ScannerSettings:
    """Remember how the scanner types; what holds from now on."""
    learn(file_of(folder, settings.register), typing)
    return completed(settings.scanner, typing)


def first_scanner(settings: ScannerSettings, folder: Path) -> "FirstScanner | None":
    """What tries the scanner at the first start, None over a network; what is found out is kept in `folder`."""
    from kassa_tui.screens.setup.scanner import FirstScanner

    if not settings.types:
        return None

    def keep(register: str, typing: Measured, scanner: Known | None) -> None:
        begin(file_of(folder, register), typing, scanner)

    search = partial(build.search, settings) if settings.looks else partial(NoSearch, KEYBOARD_ONLY.word)
    return FirstScanner(search, partial(completed, settings), keep)


def _display(settings: Settings, folder: Path) -> "Callable[[Spooler | None], Display] | None":
    if not settings.display.kind:
        return None
    from kassa_tui.till.counter.customer_display import BehindPrinter

    alone = build.display(settings, folder)
    return BehindPrinter if alone is None else lambda _spooler: alone


def _post(settings: Settings) -> "Callable[[Letter], None] | None":
    if not settings.mail.host:
        return None
    from kassa_tui.hw import smtp

    return partial(smtp.send, settings.mail)


class Devices:
    """The devices of the settings, for `kassa doctor`: see `Probe` there."""

    def look(
        self,
        settings: Settings,
        folder: Path,
        *,
        opened: bool,
        printer: bool,
        pins: Sequence[int],
        announce: Callable[[int], None],
        trial: Callable[[Printer], None] | None,
    ) -> tuple[Looked | None, DeviceState, tuple[Keyboard, ...]]:
        """How they are, and what types; the printer is left alone unless `printer`."""
        from kassa_tui.hw import probe

        here = meant(settings) if opened else settings
        looked, scanner = None, probe.scanner(here.scanner, folder, here.register)
        if printer or here.printer.kind == "none":
            logo = read_shop().logo if trial is not None else ""
            printing = logos.for_printer(here.printer, logo, cache_directory())
            looked = probe.printer(printing, pins, announce, trial=trial, folder=folder)
        return looked, scanner, probe.keyboards(here.scanner, folder, here.register)

    def codes(
        self, settings: Settings, folder: Path, *, opened: bool, count: int, ready: Callable[[], None]
    ) -> list[str]:
        """What the scanner reads."""
        from kassa_tui.hw import probe

        here = meant(settings) if opened else settings
        return probe.codes(here.scanner, folder, count, ready, here.register)
