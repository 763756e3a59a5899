"""`kassa doctor`."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

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
from kassa_tui.database import StorageError, counter_runs
from kassa_tui.hw.ports import DeviceState, Level, Looked
from kassa_tui.i18n import _
from kassa_tui.settings import Settings
from kassa_tui.till import doctor, drawer
from kassa_tui.till.doctor import NAMES, Finding

SIGNS = {Level.OK: "●", Level.WARN: "▲", Level.ERROR: "■", Level.UNKNOWN: "?"}


class Probe(Protocol):
    """Asks the devices of the settings how they are; given by whoever builds the program."""

    def __call__(
        self, settings: Settings, *, opened: bool, printer: bool, pins: Sequence[int], announce: Callable[[int], None]
    ) -> tuple[Looked | None, DeviceState]:
        """Printer and scanner. The drawer is kicked on `pins`, each of them announced before.

        The printer is None unless `printer`; `opened` says whether the shop can be read.
        """


def _devices(args: Namespace, settings: Settings, path: Path, *, opened: bool) -> Iterator[Finding]:
    """A kick is journalled before it leaves; there is none while the register has the printer, or without a journal."""
    if args.probe is None:
        return
    free = not counter_runs(path, settings.register)
    pins = tuple(dict.fromkeys(args.kick)) if free and opened else ()
    acting = desk(args) if pins else None

    def announce(pin: int) -> None:
        assert acting is not None
        drawer.tried(acting, pin)

    looked, scanner = args.probe(settings, opened=opened, printer=free, pins=pins, announce=announce)
    yield from doctor.devices(looked, scanner)
    if args.kick and not pins:
        yield doctor.not_kicked(opened=opened)


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
    findings = list(doctor.run(path, problem, _devices(args, settings, path, opened=problem is None)))
    data = [{"name": f.name, "level": f.level.value, "text": f.text, "todo": f.todo} for f in findings]
    show(args, data, _text(findings))
    return DONE if doctor.healthy(findings) else REFUSED


def add_to(commands: Commands) -> None:
    """Add the command to the command line."""
    look: ArgumentParser = commands.add_parser("doctor", help="how the machine, the shop and the devices are")
    look.set_defaults(run=_doctor)
    kick = "kick the drawer on this pin and say what its sensor did; nothing is kicked without it"
    look.add_argument("--kick", type=int, choices=(2, 5), action="append", default=[], metavar="PIN", help=kick)
    acting_options(look)
    common_options(look)
