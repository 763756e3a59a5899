"""A shop with three articles, and sellers in programs of their own."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kassa_tui.database import close_database, open_database, rows
from kassa_tui.till.proof.verify import verify
from tests.conftest import ShopUnderTest, found_shop
from tests.system.conftest import founded, machine, shop
from tests.trials import LENGTH

__all__ = ["founded", "machine", "shop"]

ROOT = Path(__file__).resolve().parents[2]
SELLER = [sys.executable, "-m", "tests.trials.seller"]
Start = Callable[[int], "subprocess.Popen[str]"]


@pytest.fixture
def stall(tmp_path: Path) -> Path:
    """The file of a shop that sells three articles."""
    shop: ShopUnderTest = found_shop(tmp_path / "shop.db")
    for name, price in (("Wine", "45.00"), ("Cheese", "20.00"), ("Bread", "2.95")):
        shop.article(name, price)
    close_database()
    return shop.path


@pytest.fixture
def seller(stall: Path) -> Iterator[Start]:
    """Starts a seller with a seed; whoever still sells at the end is ended."""
    started: list[subprocess.Popen[str]] = []

    def start(seed: int) -> "subprocess.Popen[str]":
        started.append(
            subprocess.Popen(
                [*SELLER, str(stall), str(seed)], cwd=ROOT, stdout=subprocess.PIPE, text=True
            )
        )  # fmt: skip
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What the form left out, where it is not the whole."""
    if LENGTH and LENGTH != "long":
        terminalreporter.write_line(f"Left out by ARGS={LENGTH}: the rest of the column long in docs/reliability.md")


def _compiled(factory: pytest.TempPathFactory, name: str) -> Path:
    compiler = shutil.which("gcc")
    if compiler is None:
        pytest.skip("no gcc here: apt install gcc libc6-dev")
    library = factory.mktemp(name) / f"{name}.so"
    source = Path(__file__).with_name(f"{name}.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library, source, "-ldl"], check=True)
    return library


@pytest.fixture(scope="session")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What lets calls fail, compiled here."""
    return _compiled(tmp_path_factory, "failing")


@pytest.fixture(scope="session")
def turned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What turns a program's clock, compiled here."""
    return _compiled(tmp_path_factory, "turned")


def proven(file: Path) -> list[str]:
    """What does not agree in a shop's file, in words."""
    open_database(file)
    found = [problem.say() for problem in verify().problems]
    close_database()
    return found


def stored(file: Path) -> dict[str, tuple[str, int]]:
    """The receipts on the disk: their numbers and totals in minor units, by the uid of their basket."""
    open_database(file)
    found = {
        uid: (f"{register}-{number:06d}", total)
        for uid, register, number, total in rows("SELECT uid, register, number, total FROM receipt ORDER BY id")
    }
    ((doubled,),) = rows("SELECT count(*) - count(DISTINCT uid) FROM receipt")
    ((gaps,),) = rows("SELECT count(*) - max(number) + min(number) - 1 FROM receipt")
    close_database()
    assert (doubled, gaps or 0) == (0, 0)
    return found
