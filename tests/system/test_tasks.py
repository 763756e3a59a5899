"""A first-day cashier does 25 tasks by keys alone and by fingers alone: each is done, and the handbook has the counts.

By keys also with a scanner that types, up to the last task that scans.
"""

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Literal, NamedTuple

from tests.system.conftest import Machine
from tests.system.tasks import TASKS, Step, Task
from tests.system.terminal import KEYS, Terminal

Way = Literal["keys", "taps"]
HANDBOOK = Path(__file__).resolve().parents[2] / "docs" / "counter.md"
TAP = re.compile(r"\x1b\[<0;(\d+;\d+)M\x1b\[<0;\1m")
"""The left button down and up again in one place, as a terminal reports it (SGR)."""


class Effort(NamedTuple):
    """What a task took: every key or tap; and acts, where what is typed into a field is one."""

    pressed: int
    acts: int


def test_a_first_day_by_keys_and_by_taps(tmp_path: Path) -> None:
    by_keys = play(Machine(tmp_path / "keys"), "keys")
    by_taps = play(Machine(tmp_path / "taps"), "taps")
    last = max(number for number, task in enumerate(TASKS, 1) if task.scans)
    by_typing = play(Machine(tmp_path / "types", network=False), "keys", TASKS[:last], types=True)
    tables = (counts(by_keys, by_taps, by_typing), comparison(by_keys, by_taps))
    print("", *tables, sep="\n\n")
    told = HANDBOOK.read_text(encoding="utf-8")
    assert all(table in told for table in tables), (
        "docs/counter.md: pytest -s tests/system/test_tasks.py prints its tables"
    )


def play(machine: Machine, way: Way, tasks: Sequence[Task] = TASKS, *, types: bool = False) -> list[Effort]:
    """The whole day at one machine, with a keyboard or a touch screen; what each task took.

    The scanner is read by itself, or `types`.
    """
    machine.home.mkdir()
    till = machine.start("demo", *(["--touch"] if way == "taps" else []))
    try:
        till.sees("Who is at the counter?")
        if way == "keys":
            till.press("1")
        else:
            till.click("Cashier 1")
        till.misses("Who is at the counter?")
        till.sees("Cashier 1", "● Scanner")
        till.types = types
        efforts = [do(task, task.keys if way == "keys" else task.taps, machine, till) for task in tasks]
        assert all(bool(TAP.fullmatch(each)) is (way == "taps") for each in till.sent)
        machine.run("verify")
    finally:
        till.close()
    return efforts


def do(task: Task, steps: Sequence[Step], machine: Machine, till: Terminal) -> Effort:
    """Take the steps, each once its screen is there; then the database and the paper must say that it was done."""
    printed, question = len(paper(machine)), task.asks or "SELECT max(id) FROM journal"
    before = ask(machine, question)
    assert before != task.gives, f"{task.name}: done before it began"
    efforts = [take(step, till) for step in steps]
    wanted = task.gives if task.asks else before
    till.until(lambda: ask(machine, question) == wanted, f"{task.name}: {wanted}")
    till.until(lambda: task.paper in paper(machine)[printed:], f"{task.name}: {task.paper!r} on paper")
    return Effort(sum(efforts), sum(map(bool, efforts)))


def take(step: Step, till: Terminal) -> int:
    """One step: how many keys or taps were sent. What it waits for must not have been there before."""
    assert not step.sees or step.sees not in till.text, f"{step.sees!r} is there too early:\n{till.picture}"
    if step.guarded:
        till.unguarded()
    before = len(till.sent)
    step.run(till)
    till.sees(step.sees)
    if step.gone:
        till.misses(step.gone)
    single = {*KEYS.values()}
    return sum(1 if each in single or TAP.fullmatch(each) else len(each) for each in till.sent[before:])


def ask(machine: Machine, question: str) -> tuple[object, ...] | None:
    """One row of the shop's database."""
    with closing(sqlite3.connect(f"file:{machine.database}?mode=ro", uri=True)) as database:
        found: tuple[object, ...] | None = database.execute(question).fetchone()
    return found


def paper(machine: Machine) -> str:
    """What was printed so far."""
    return machine.paper if (machine.home / "printer.txt").exists() else ""


def counts(by_keys: Sequence[Effort], by_taps: Sequence[Effort], by_typing: Sequence[Effort]) -> str:
    """How many keys and taps each task takes, as the handbook has it; where nothing is scanned, no scanner types."""
    typing = [*by_typing, *by_keys[len(by_typing) :]]
    rows = [
        f"| {number} | {task.name} | {keys.pressed} | {taps.pressed} | {typed.pressed if task.scans else ''} |"
        for number, (task, keys, taps, typed) in enumerate(zip(TASKS, by_keys, by_taps, typing, strict=True), 1)
    ]
    totals = (sum(each.pressed for each in efforts) for efforts in (by_keys, by_taps, typing))
    heading = ["| | Task | Keys | Taps | Keys, the scanner types |", "|---|---|---|---|---|"]
    return "\n".join([*heading, *rows, f"| | all of them | {' | '.join(map(str, totals))} |"])


def comparison(by_keys: Sequence[Effort], by_taps: Sequence[Effort]) -> str:
    """The acts of the tasks that Shopify's manual describes as well."""
    rows = [
        f"| {task.name} | {task.elsewhere} | {keys.acts} | {taps.acts} |"
        for task, keys, taps in zip(TASKS, by_keys, by_taps, strict=True)
        if task.elsewhere is not None
    ]
    return "\n".join(["| Task | Shopify POS | By keys | By taps |", "|---|---|---|---|", *rows])
