"""Each call to the disk of each command fails once, or is the last thing that happens: the old or the new, in words."""

import errno
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.trials import LENGTH, TRIAL, times
from tests.trials.commands import COMMANDS, Bench, bench_of
from tests.trials.conftest import proven
from tests.trials.counter import asked, asked_here

TRIES = times(short=2, usual=10, long=10**6)
"""So many of a command's calls, spread over all of them, in each way."""

WAYS = {"EIO": errno.EIO, "killed": 0} | ({} if LENGTH == "short" else {"ENOSPC": errno.ENOSPC})


def _fail(bench: Bench, library: Path, at: int, error: int) -> tuple[int, str, str]:
    """Run it while its call number `at` fails: its exit code, what it said, and which call that was."""
    came = bench.kept.with_name("came")
    came.unlink(missing_ok=True)
    counted = bench.kept.with_name("counted")
    done = asked(
        bench.machine, *bench.words,
        more={
            "LD_PRELOAD": str(library), "FAIL_FILE": f"{bench.machine.home}/", "FAIL_FROM": str(bench.kept),
            "FAIL_AT": str(at), "FAIL_WITH": str(error), "FAIL_DONE": str(came), "FAIL_READS": "yes",
            "FAIL_COUNTED": str(counted),
        },
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr, came.read_text() if came.exists() else ""


def _calls(bench: Bench, library: Path) -> int:
    """How many calls there are when nothing fails."""
    _fail(bench, library, -1, 0)
    return int(bench.kept.with_name("counted").read_text())


@pytest.fixture
def bench(tmp_path: Path, founded: Path, request: pytest.FixtureRequest) -> Bench:
    """A shop for the command."""
    return bench_of(tmp_path, founded, COMMANDS[request.param])


FALSE = ("is not a database of kassa-tui", "was made by a newer version", "is gone")
"""What is never so here: nothing but one call is wrong."""


def _is_false(code: int, said: str, call: str) -> bool:
    """Whether what was said is not so, or names a file as damaged that is not the one that did not answer."""
    failed = re.sub("-(wal|shm|journal)$", "", call.partition(" ")[2])
    damaged = "is damaged" in said and f"{failed} is damaged" not in said
    return damaged or any(each in said for each in FALSE) or (code == 1 and "kassa: " not in said)


def _spread(calls: int) -> Iterator[int]:
    """Numbers of calls, the last among them."""
    tries = min(TRIES, calls)
    return (calls - round(number * calls / tries) for number in range(tries))


@TRIAL
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("bench", COMMANDS, indirect=True)
def test_each_call_of_a_command_leaves_the_old_or_the_new(bench: Bench, failing: Path, way: str) -> None:
    before = bench.state()
    calls = _calls(bench, failing)
    after = bench.state()
    false: list[str] = []
    lost: list[str] = []
    tried = list(_spread(calls))
    for at in tried:
        bench.again()
        code, said, call = _fail(bench, failing, at, WAYS[way])
        if not call:
            continue
        if _is_false(code, said, call) and not (bench.command.finds and said):
            false.append(f"{call}: {code} {said}")
        state = bench.state()
        if state not in (before, after) or (code == 0 and state != after):
            lost.append(f"{call}: {code} {said} {state}")
        again, answer = asked_here("--db", str(bench.machine.database), *bench.words)
        if again and not (bench.command.once and state == after):
            lost.append(f"{call}: {code} {said}, again: {answer}")
        if bench.state()[0] is not None:
            assert proven(bench.file) == [], (call, said)
    print("Said what is not so:", *false, "Left neither the old nor the new:", *lost, sep="\n")
    assert false == []
    assert lost == []
    print(f"{' '.join(bench.command.words[:2])}: {len(tried)} of {calls} calls, {way}")
