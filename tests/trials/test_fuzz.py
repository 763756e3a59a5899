"""Any words for any command: a sentence, never a traceback; what is refused and what only answers changes nothing."""

import os
import random
import signal
import sqlite3
import stat
from argparse import Action, ArgumentParser, _SubParsersAction
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kassa_tui.cli.common import ACTING
from kassa_tui.cli.main import parser
from tests.system.conftest import ANSWERS, PRODUCTS, Machine
from tests.system.terminal import PATIENCE
from tests.trials import TRIAL, times
from tests.trials.counter import asked, asked_here, untroubled

CASES = times(short=300, usual=1500, long=4000)
REAL = 30
"""Each so manieth is a program of its own, in a place that knows no letters but ASCII."""

JUNK = (
    "", " ", "-1", "0", "1", "99999999999999999999", "1e5", "NaN", "Infinity", "1_000", "١٢", "１２", "1,50", "1.500",
    "1.234,56", "0x10", "-0.01", "0.001", "'; DROP TABLE x", "\x1b]52;c;eA==\x07", "a" * 5000, "😀", "%s{0}{x}", "[/]",
    "[@click=app.quit]x", "2026-02-30", "2026-11-30", "0000-00-00", "9999-12-31", "1969-12-31", "0001-01-01", "24:00",
    "25:61", "K1", "K9", "B1", "Owner", "owner", "De Vries", "\udcff", "\udce9a", "=1+1", "null", "{}", "cash", "cash=1",
    "card=1,50", "card=", "=5", "cash=NaN", "K1-000001", "2000000000107", "1=1", "1=0", "high", "\u202e",
)  # fmt: skip

PATHS = (
    "", ".", "..", "nowhere/x", "words.csv", "products.csv", "bytes", "nothing", "folder", "zero", "full", "pipe", "loop",
    "gone", "copy.db", "half.db", "shop.db", "deep.json", "answers.toml", "\udcff.csv", "a" * 300, "d/" * 2000 + "x",
    "/proc/nowhere/x", "new.db", "out.csv", "out.pdf", "file:x?mode=ro", ":memory:",
)  # fmt: skip
"""Below the shop's folder, but for one where nobody can write: as root some commands would replace anything."""

NEVER = ("install", "help")
"""One would set up this machine, the other hands its pages to another program."""

KEPT = ("report", "x")
"""The answer is kept, where a shop is sold in."""


def _leaves(command: ArgumentParser, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], ArgumentParser]]:
    """Every command that does something, with the words that lead to it."""
    branches = [each for each in command._actions if isinstance(each, _SubParsersAction)]
    if not branches:
        yield words, command
    for branch in branches:
        for name, below in branch.choices.items():
            yield from _leaves(below, (*words, name))


class Fuzzer:
    """Makes up command lines."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        found = _leaves(parser(lambda _args: 0))
        self._commands = [(words, leaf) for words, leaf in found if words and words[0] not in NEVER]

    def _value(self, option: Action) -> str:
        chance = self._chance
        if option.choices and chance.random() < 0.8:
            return str(chance.choice(list(option.choices)))
        path = option.type is Path or "FILE" in str(option.metavar) or "DIR" in str(option.metavar)
        return chance.choice(PATHS if path and chance.random() < 0.9 else JUNK)

    def _of(self, option: Action) -> list[str]:
        """An option as it would be typed, or a word that has a place of its own."""
        values = [] if option.nargs == 0 else [self._value(option)]
        if option.nargs in ("+", "*") and self._chance.random() < 0.3:
            values.append(self._value(option))
        return [self._chance.choice(option.option_strings), *values] if option.option_strings else values

    def line(self) -> tuple[list[str], bool]:
        """The words, and whether they ask for an answer alone."""
        chance = self._chance
        words, leaf = chance.choice(self._commands)
        line, acts = list(words), words == KEPT or not leaf.get_default("reads")
        for option in leaf._actions:
            likely = 0.95 if not option.option_strings or option.required else 0.25
            if option.dest in ("help", "db") or chance.random() > likely:
                continue
            line += self._of(option)
            acts = acts or option.dest in ACTING
        if chance.random() < 0.1:
            line += ["--db", chance.choice(PATHS)]
        return line, not acts


@pytest.fixture
def place(shop: Machine, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shop's folder with files of every bad kind."""
    home = shop.home
    for words in (
        ("session", "open", "--amount", "10.00"),
        ("backup",),
    ):
        assert asked_here("--db", str(shop.database), *words)[0] == 0
    copy = next((home / "backups").glob("*.db")).read_bytes()
    for name, content in {
        "words.csv": b"name;price;vat\nCake;\xff1,00;high\n", "products.csv": PRODUCTS.encode(), "nothing": b"",
        "bytes": bytes(range(256)) * 40, "copy.db": copy, "half.db": copy[: len(copy) // 2],
        "deep.json": b"[" * 5000, "answers.toml": ANSWERS.encode(),
    }.items():  # fmt: skip
        (home / name).write_bytes(content)
    (home / "folder").mkdir()
    (home / "loop").symlink_to("loop")
    (home / "gone").symlink_to("nowhere/at/all")
    os.mkfifo(home / "pipe")
    for name, number in (("zero", 5), ("full", 7)):
        if os.geteuid() == 0:
            os.mknod(home / name, stat.S_IFCHR | 0o666, os.makedev(1, number))
        else:
            (home / name).symlink_to(f"/dev/{name}")
    monkeypatch.chdir(home)
    monkeypatch.setattr("sys.stdin", (home / "nothing").open())
    return home


def _recorded(file: Path) -> list[tuple[object, ...]]:
    """How many entries there are, but for those of refusals and of what a command looked at."""
    with closing(sqlite3.connect(file)) as opened:
        counted = "SELECT count(*) FROM journal WHERE kind NOT LIKE '%refused%' AND kind NOT LIKE '%wrong%'"
        return opened.execute(counted).fetchall()


def _hangs(_number: int, _frame: object) -> None:
    raise TimeoutError


def _ask(machine: Machine, line: list[str], *, real: bool) -> tuple[int, str]:
    """What became of the words, and what was said."""
    if not real:
        signal.alarm(int(PATIENCE))
        try:
            return asked_here("--db", str(machine.database), *line)
        except SystemExit as ended:
            return int(ended.code or 0), ""
        finally:
            signal.alarm(0)
    ascii_only = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = asked(machine, *line, more=ascii_only)
    return done.returncode, done.stdout + done.stderr


@TRIAL
@pytest.mark.parametrize("seed", [1, 2])
def test_no_words_end_a_command_in_a_traceback(shop: Machine, place: Path, seed: int) -> None:
    fuzzer, answers = Fuzzer(seed), Counter[int]()
    kept, marks = shop.database.read_bytes(), _recorded(shop.database)
    was = signal.signal(signal.SIGALRM, _hangs)
    for number in range(CASES // 2):
        line, only_answers = fuzzer.line()
        code, said = _ask(shop, line, real=number % REAL == 0)
        untroubled(line, said)
        answers[code] += 1
        content = shop.database.read_bytes()
        if only_answers:
            assert content == kept, (line, said)
        if code:
            assert _recorded(shop.database) == marks, (line, said)
        if content != kept:
            for name in ("", "-wal", "-shm"):
                shop.database.with_name(f"shop.db{name}").unlink(missing_ok=True)
            shop.database.write_bytes(kept)
    signal.signal(signal.SIGALRM, was)
    print(f"{answers.total()} commands: {answers[0]} done, {answers[1]} refused, {answers[2]} wrongly used")
