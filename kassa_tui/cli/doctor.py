"""`kassa doctor`."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from kassa_tui import i18n
from kassa_tui.cli.common import (
    DONE,
    REFUSED,
    Commands,
    common_options,
    database_path,
    first_language,
    opened,
    settings_of,
    show,
)
from kassa_tui.database import StorageError, counter_runs
from kassa_tui.hw.ports import DeviceState, Level
from kassa_tui.i18n import _
from kassa_tui.settings import Settings
from kassa_tui.till import doctor
from kassa_tui.till.doctor import NAMES, Finding

SIGNS = {Level.OK: "●", Level.WARN: "▲", Level.ERROR: "■", Level.UNKNOWN: "?"}


class Probe(Protocol):
    """Asks the devices of the settings how they are; given by whoever builds the program."""

    def __call__(self, settings: Settings, *, opened: bool, printer: bool) -> tuple[DeviceState | None, DeviceState]:
        """Printer and scanner: the printer None unless `printer`; `opened` says whether the shop can be read."""


def _devices(probe: Probe | None, settings: Settings, path: Path, *, opened: bool) -> Iterator[Finding]:
    if probe is None:
        return
    runs = counter_runs(path, settings.register)
    printer, scanner = probe(settings, opened=opened, printer=not runs)
    yield doctor.in_use() if printer is None else doctor.device("printer", printer)
    yield doctor.device("scanner", scanner)


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
    findings = list(doctor.run(path, problem, _devices(args.probe, settings, path, opened=problem is None)))
    data = [{"name": f.name, "level": f.level.value, "text": f.text, "todo": f.todo} for f in findings]
    show(args, data, _text(findings))
    return DONE if doctor.healthy(findings) else REFUSED


def add_to(commands: Commands) -> None:
    """Add the command to the command line."""
    look: ArgumentParser = commands.add_parser("doctor", help="how the machine, the shop and the devices are")
    look.set_defaults(run=_doctor)
    common_options(look)
