"""A backup beside the counter that sells on, in a process of its own.

Proving a copy reads another file as if it were the shop's database, which a process with other threads cannot do.
"""

import subprocess
import sys
from pathlib import Path

from kassa_tui.i18n import N_
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import TillError

LONGEST_SECONDS = 1800
"""A copy of the largest shop is made and proven in minutes."""


class NotMadeError(TillError):
    """The other process says why."""

    template = N_("No backup was made: {problem}")


def make(path: Path, desk: Desk) -> None:
    """`kassa backup` of the shop at `path`, by whoever is at the desk. Raises NotMadeError."""
    words = ("backup", "--db", str(path), "--register", desk.register, "--as", desk.person.name, "--json")
    command = [sys.executable, "-m", "kassa_tui", *words]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise NotMadeError(problem=str(problem)) from problem
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [str(done.returncode)]
        raise NotMadeError(problem=lines[-1].removeprefix("kassa: "))
