"""How the machine and the shop are: everything that is looked at, one after the other.

Nothing is changed, and nothing here needs a screen.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from kassa_tui.errors import KassaError
from kassa_tui.till.ledger.clock import Clock, system_clock
from kassa_tui.till.proof import anchor_check
from kassa_tui.till.proof.checkup import machine_checks, shop_checks
from kassa_tui.till.proof.checkup.findings import Finding


def run(
    path: Path, problem: KassaError | None, devices: Iterable[Finding], now: Clock = system_clock, label: str = ""
) -> Iterator[Finding]:
    """Look at everything, one after the other; `devices` are looked at when their turn comes, `label` is a stick's.

    `problem` is why the database at `path` does not open, if it does not; what needs it is left out then.
    """
    yield machine_checks.program()
    yield machine_checks.sqlite()
    yield shop_checks.database(problem)
    if problem is None:
        yield shop_checks.proof()
        yield Finding("anchor", *anchor_check.said(path, label))
    if path.parent.is_dir():
        yield machine_checks.space(path)
        yield machine_checks.disk(path.parent)
    if problem is None:
        yield machine_checks.speed(machine_checks.measure_scans())
        yield machine_checks.time_now(now())
    yield machine_checks.time_server()
    if problem is None:
        yield shop_checks.backup(now())
        yield shop_checks.invoices(now())
    yield from devices
    if path.exists():
        yield machine_checks.files(path)
