"""Work on a machine as a list of steps that can be read before it is done, and is taken back where it stops."""

import json
import subprocess
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from msgspec import Struct

from kassa_tui.errors import KassaError
from kassa_tui.i18n import N_, _
from kassa_tui.storage import promised


class InstallError(KassaError):
    """The machine is not set up; `problem` says why not."""

    template = N_("{problem}")


class StoppedError(InstallError):
    """A step failed; those before it that can be taken back were."""

    template = N_('Stopped at "{step}" ({problem}). What was installed before is in use as it was.')


class Step(Struct, frozen=True):
    """One thing to do: `text` as an administrator would type or name it; `undo` runs when a later step fails.

    `otherwise` says what comes of it when this one fails, where the rest can do without it.
    """

    text: str
    do: Callable[[], object]
    undo: Callable[[], object] | None = None
    otherwise: str = ""


def _run(words: Sequence[str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(words, capture_output=True, text=True, check=False)
    except OSError as problem:
        raise InstallError(problem=str(problem)) from problem


def _complaint(done: subprocess.CompletedProcess[str]) -> InstallError:
    said = (done.stderr or done.stdout).strip().splitlines()
    return InstallError(problem=said[-1] if said else f"{done.args[0]}: {done.returncode}")


def command(words: Sequence[str]) -> str:
    """Run a command and give its output. Raises InstallError with what it said."""
    done = _run(words)
    if done.returncode:
        raise _complaint(done)
    return done.stdout


def answer(words: Sequence[str]) -> object:
    """Run a command that prints JSON, also where its answer is a refusal. Raises InstallError when it has none."""
    done = _run(words)
    try:
        return json.loads(done.stdout)
    except json.JSONDecodeError:
        raise _complaint(done) from None


def running(*words: str, undo: Callable[[], object] | None = None, otherwise: str = "") -> Step:
    """A step that is a command."""
    return Step(" ".join(words), partial(command, words), undo, otherwise)


def carry_out(steps: Iterable[Step], say: Callable[[str], None]) -> None:
    """Do the steps in order, each said before it is done. Raises StoppedError after taking back what can be."""
    done: list[Step] = []
    for step in steps:
        say(step.text)
        try:
            step.do()
        except (OSError, KassaError) as problem:
            if step.otherwise:
                say(f"  {problem}: {_(step.otherwise)}")
                continue
            for each in reversed(done):
                if each.undo is not None:
                    each.undo()
            raise StoppedError(step=step.text, problem=problem) from problem
        done.append(step)


def replace_link(link: Path, target: Path) -> None:
    """Point a symbolic link somewhere else, in one move."""
    promised.make_folder(link.parent)
    promised.replace_link(link, target)


def write(file: Path, content: bytes, mode: int) -> None:
    """Write a file in one move."""
    promised.make_folder(file.parent)
    promised.write_bytes(file, content, mode=mode)
