"""The real program as a shop's machine runs it: commands, and sales of a bread at its counter."""

import io
import os
import subprocess
import time
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout

from msgspec.structs import replace

from kassa_tui.cli.main import run
from kassa_tui.database import close_database, open_database
from kassa_tui.till.ledger.clock import system_clock
from kassa_tui.till.ledger.desk import Desk, owner
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.people import people
from kassa_tui.till.setup import founding, shop_edit
from tests.system.conftest import BREAD, Machine
from tests.system.terminal import PATIENCE, Terminal

PIN = "482193"
"""The owner's, at a register that locks."""

TROUBLE = ("Traceback", "Something went wrong in the program", "unhandled exception")
"""What nobody is ever to see, whatever disks, clocks, files and bytes do."""


def asked(
    machine: Machine,
    *words: str | os.PathLike[str],
    more: Mapping[str, str] | None = None,
    given: str = "",
) -> "subprocess.CompletedProcess[str]":
    """What a command says, whatever that is; `more` goes into its environment, `given` on its input."""
    done = subprocess.run(
        [machine.kassa, "--db", machine.database, *words],
        env={**machine.environment(), **(more or {})}, cwd=machine.home, input=given,
        capture_output=True, text=True, errors="replace", timeout=PATIENCE, check=False,
    )  # fmt: skip
    untroubled(words, done.stdout + done.stderr)
    assert done.returncode in (0, 1, 2, -9), (words, done)
    return done


def untroubled(doing: object, said: str) -> None:
    """Nobody sees a traceback, nor a fault's code."""
    assert not any(each in said for each in TROUBLE), (doing, said[-2000:])


def sell(till: Terminal, *, sees: str = "Receipt K1-") -> float:
    """A bread for cash; seconds from the key that pays to what is seen then.

    What stands on the screen of the sale before goes with the scan.
    """
    till.scan(BREAD, sees="F12 Pay")
    till.press("f12", sees="F12 Card")
    till.press("c", sees="F12 Cash")
    till.unguarded()
    began = time.monotonic()
    till.press("f12", sees=sees)
    return time.monotonic() - began


def asked_here(*words: str) -> tuple[int, str]:
    """The same within this process, where nothing is to fail: the exit code, and what was printed."""
    said = io.BytesIO()
    stream = io.TextIOWrapper(said, encoding="utf-8", errors="backslashreplace", write_through=True)
    with redirect_stdout(stream), redirect_stderr(stream):
        code = run(["--language", "en", *words], lambda _args: 0)
    close_database()
    text = said.getvalue().decode(errors="replace")
    untroubled(words, text)
    return code, text


def lock(machine: Machine) -> None:
    """From now on the register begins with its lock, and its owner has a PIN."""
    open_database(machine.database)
    desk = Desk("K1", founding.LOCATION, owner(), system_clock)
    people.set_pin(desk, desk.person.id, PIN)
    was = read_shop()
    shop_edit.change(desk, shop_edit.ShopChange(was, replace(was, lock="auto")))
    close_database()
