"""`kassa doctor`."""

import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from kassa_tui import i18n
from kassa_tui.cli.common import (
    DONE,
    REFUSED,
    Commands,
    acting_options,
    common_options,
    database_path,
    desk,
    first_language,
    opened,
    settings_of,
    show,
)
from kassa_tui.hw.ports import DeviceState, Keyboard, Level, Looked, Printer
from kassa_tui.hw.scanner.label import ROWS, SETUP_BARS, blocks
from kassa_tui.i18n import _
from kassa_tui.settings import Settings
from kassa_tui.storage.locks import counter_runs
from kassa_tui.storage.trouble import StorageError
from kassa_tui.till.counter import spooler
from kassa_tui.till.drawer import movements
from kassa_tui.till.goods.store_codes import layouts
from kassa_tui.till.ledger import counters, office_register
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.papers import jobs
from kassa_tui.till.proof import code_words, doctor
from kassa_tui.till.proof.checkup import device_checks
from kassa_tui.till.proof.checkup.findings import NAMES, Finding, healthy

SIGNS = {Level.OK: "●", Level.WARN: "▲", Level.ERROR: "■", Level.UNKNOWN: "?"}


MOST_CODES, USUAL_CODES = 20, 5


class Probe(Protocol):
    """Asks the devices of the settings how they are, and tries them; given by whoever builds the program.

    `opened` says whether the shop can be read; simulated devices write and read in `folder`.
    """

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
        """Printer, scanner, and what types. The drawer is kicked on `pins`, each of them announced before.

        The printer, if there is one, is None unless `printer`; it is given to `trial`.
        """

    def codes(
        self, settings: Settings, folder: Path, *, opened: bool, count: int, ready: Callable[[], None]
    ) -> list[str]:
        """What the scanner reads: `count` codes, or fewer if no more come; `ready` is called once it listens."""


class _Place(Struct, frozen=True):
    """Where the devices are tried. `desk` is None when nothing is, or when the shop was not `opened`."""

    settings: Settings
    path: Path
    opened: bool
    desk: Desk | None

    @property
    def register(self) -> str:
        """The register whose devices they are."""
        if self.desk is None:
            return self.settings.register
        return counters.first(office_register.counter_register(self.desk))

    @property
    def free(self) -> bool:
        """Whether no register of this machine runs."""
        return not any(counter_runs(self.path, each) for each in {self.register, self.settings.register})


def _devices(args: Namespace, settings: Settings, path: Path, *, opened: bool) -> Iterator[Finding]:
    """What is tried is journalled before; nothing is while the register has the devices, or without a journal."""
    if args.probe is None:
        return
    tried = args.kick or args.print or args.scan
    place = _Place(settings, path, opened, desk(args) if opened and tried else None)
    acting, free = place.desk, place.free
    pins = tuple(dict.fromkeys(args.kick)) if free and opened else ()
    printed: list[Finding] = []

    def announce(pin: int) -> None:
        assert acting is not None
        movements.tried(acting, pin)

    def trial(printer: Printer) -> None:
        assert acting is not None
        printed.append(_print(acting, printer))

    wanted = trial if args.print and free and opened else None
    looked, scanner, keyboards = args.probe.look(
        settings, path.parent, opened=opened, printer=free, pins=pins, announce=announce, trial=wanted
    )
    yield from device_checks.devices(looked, scanner, keyboards)
    if args.kick and not pins:
        yield device_checks.not_kicked(opened=opened)
    if args.print:
        yield printed[0] if printed else _left_to_print(place, looked)
    if args.scan:
        yield from _scanned(args, place, scanner)


def _print(acting: Desk, printer: Printer | None) -> Finding:
    """The test receipt, on a printer that no register has; None leaves it to the register."""
    try:
        paper = jobs.test_receipt(acting)
    except StorageError as error:
        return device_checks.printed("failed", error.say())
    return (
        device_checks.printed("queued")
        if printer is None
        else device_checks.printed(*spooler.print_alone(printer, paper))
    )


def _left_to_print(place: _Place, looked: Looked | None) -> Finding:
    """The test receipt that was not printed here: it waits for the register that runs, or nobody would print it."""
    if place.desk is None or looked is not None or not counter_runs(place.path, place.register):
        return device_checks.not_printed(opened=place.opened, printer=looked is None)
    return _print(place.desk, None)


def _scanned(args: Namespace, place: _Place, scanner: DeviceState) -> Iterator[Finding]:
    """Each code that comes, with what the till takes it for."""
    if not place.free:
        yield device_checks.scanner_in_use()
        return

    def ready() -> None:
        if not args.json:
            said = _("Scan one code.") if args.scan == 1 else _("Scan {count} codes.").format(count=args.scan)
            print(said, *_label(), sep="\n", file=sys.stderr, flush=True)

    codes = []
    if scanner.level is Level.OK:
        codes = args.probe.codes(place.settings, place.path.parent, opened=place.opened, count=args.scan, ready=ready)
    known = layouts(read_shop().store_codes) if place.opened else {}
    yield from (device_checks.scanned(code_words.about(code, known)) for code in codes)
    if not codes:
        yield device_checks.nothing_scanned(scanner)


def _label() -> Iterator[str]:
    """The label that sets scanners up, where somebody looks at a terminal that can show it: black on white."""
    row = blocks(SETUP_BARS, bare=os.environ.get("TERM") == "linux", dark_ink=True)
    try:
        row.encode(sys.stderr.encoding)
        wide = os.get_terminal_size(sys.stderr.fileno()).columns
    except (OSError, UnicodeEncodeError):
        return
    if len(row) <= wide:
        yield from ("", *[f"\x1b[30;107m{row}\x1b[0m"] * ROWS, "")


def _text(findings: list[Finding]) -> str:
    lines = []
    for finding in findings:
        lines.append(f"{SIGNS[finding.level]} {_(NAMES[finding.name]):<16} {finding.text}")
        if finding.todo:
            lines.append(f"{'':<19}-> {finding.todo}")
    return "\n".join(lines)


def _doctor(args: Namespace) -> int:
    i18n.use(first_language())
    settings = settings_of(args)
    path, problem = database_path(args, settings), None
    try:
        opened(args)
    except StorageError as error:
        problem = error
    devices = _devices(args, settings, path, opened=problem is None)
    findings = list(doctor.run(path, problem, devices, label=settings.backup.label))
    data = [{"name": f.name, "level": f.level.value, "text": f.text, "todo": f.todo} for f in findings]
    show(args, data, _text(findings))
    return DONE if healthy(findings) else REFUSED


def _codes(text: str) -> int:
    """How many codes, for argparse."""
    codes = int(text)
    if not 1 <= codes <= MOST_CODES:
        raise ArgumentTypeError(f"{text} is not between 1 and {MOST_CODES}")
    return codes


def add_to(commands: Commands) -> None:
    """Add the command to the command line."""
    look: ArgumentParser = commands.add_parser("doctor", help="how the machine, the shop and the devices are")
    look.set_defaults(run=_doctor, reads=True)
    kick = "kick the drawer on this pin and say what its sensor did; nothing is kicked without it"
    look.add_argument("--kick", type=int, choices=(2, 5), action="append", default=[], metavar="PIN", help=kick)
    test = "print the test receipt; nothing is printed without it"
    look.add_argument("--print", action="store_true", help=test)
    scan = f"wait for so many codes (default: {USUAL_CODES}) and say what each was taken for; Ctrl+C ends it"
    look.add_argument("--scan", nargs="?", type=_codes, const=USUAL_CODES, default=0, metavar="N", help=scan)
    acting_options(look)
    common_options(look)
