"""Backups and proofs beside the counter that sells on, in a process of its own.

Proving a copy reads another file as if it were the shop's database, which a process with other threads cannot do.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
from msgspec import Struct

from kassa_tui.i18n import N_
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import TillError

LONGEST_SECONDS = 1800
"""A copy of the largest shop is made and proven in minutes."""


class NotMadeError(TillError):
    """The other process says why."""

    template = N_("No backup was made: {problem}")


class NotProvenError(TillError):
    """A copy was made, whose figures do not agree."""

    template = N_("The backup was made, but its figures do not agree. kassa verify names them.")


class SecondMissedError(TillError):
    """The copy beside the shop was made; the other process says why the second one was not."""

    template = N_("{problem}")


class Answer(Struct, frozen=True):
    """What the other process says: whether all figures agree, what was compared, and why a second copy was missed."""

    proven: bool
    entries: int = 0
    missed: str = ""


def make(path: Path, desk: Desk, settings_file: str = "") -> None:
    """`kassa backup` of the shop at `path`, by whoever is at the desk, with the machine's settings of that file.

    Raises NotMadeError, NotProvenError, SecondMissedError.
    """
    answer = _asked(settings_file, "backup", "--db", str(path), "--register", desk.register, "--as", desk.person.name)
    if answer.missed:
        raise SecondMissedError(problem=answer.missed)
    if not answer.proven:
        raise NotProvenError


def prove(path: Path, settings_file: str = "") -> Answer:
    """`kassa verify` of the whole file. Raises NotMadeError."""
    return _asked(settings_file, "verify", "--db", str(path))


def _asked(settings_file: str, *words: str) -> Answer:
    """What a command answers. Raises NotMadeError with what it says instead."""
    # Whoever sells is served first.
    patient = ("nice", "-n", "15") if shutil.which("nice") else ()
    command = [*patient, sys.executable, "-m", "kassa_tui", *words, "--json"]
    env = os.environ | ({"KASSA_SETTINGS": str(Path(settings_file).absolute())} if settings_file else {})
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_SECONDS, check=False, env=env)
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise NotMadeError(problem=str(problem)) from problem
    try:
        return msgspec.json.decode(done.stdout, type=Answer)
    except msgspec.DecodeError:
        lines = done.stderr.strip().splitlines() or [str(done.returncode)]
        raise NotMadeError(problem=lines[-1].removeprefix("kassa: ")) from None
