"""A machine of its own for each test: a home, a shop's database, and programs that are ended when the test is."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.conftest import made_once
from tests.system.terminal import PATIENCE, Terminal

KASSA = str(Path(sys.executable).with_name("kassa"))

ANSWERS = """
shop = "Corner Shop"
owner = "Owner"
country = "NL"
language = "en"
printer = { kind = "simulated" }
scanner = { kind = "simulated" }
"""
PRODUCTS = """name;price;barcode;vat
Wine;45.00;2000000000107;high
Cheese;20.00;2000000000206;low
Bread;10.00;2000000000305;low
"""
WINE, CHEESE, BREAD = "2000000000107", "2000000000206", "2000000000305"


@dataclass
class Machine:
    """What a shop's computer holds below one folder; `kassa` is the installed command."""

    home: Path
    kassa: str = KASSA
    network: bool = True
    """Whether terminals are another machine's: keys in one packet are a person's then, and nothing is a scanner's."""
    terminals: list[Terminal] = field(default_factory=list)
    more: dict[str, str] = field(default_factory=dict)
    """What else stands in the environment."""

    @property
    def database(self) -> Path:
        return self.home / "shop.db"

    @property
    def paper(self) -> str:
        """Everything that the simulated printer printed."""
        return (self.home / "printer.txt").read_text(encoding="utf-8")

    def environment(self, language: str = "en") -> dict[str, str]:
        """Nothing of the developer's own: no settings, no state."""
        return (
            {
                "PATH": os.environ["PATH"],
                "HOME": str(self.home),
                "XDG_STATE_HOME": str(self.home / "state"),
                "XDG_CONFIG_HOME": str(self.home / "config"),
                "XDG_CACHE_HOME": str(self.home / "cache"),
                "LANG": f"{language}.UTF-8",
                "TERM": "xterm-256color",
                "COLORTERM": "truecolor",
            }
            | ({"SSH_CONNECTION": "192.0.2.1"} if self.network else {})
            | self.more
        )

    def run(self, *words: str, code: int = 0) -> str:
        """Run a command on the shop's database; its output."""
        done = subprocess.run(
            [self.kassa, *words, "--db", str(self.database)],
            env=self.environment(), capture_output=True, text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip
        assert done.returncode == code, done.stderr
        return done.stdout

    def start(
        self,
        *words: str,
        size: tuple[int, int] = (100, 30),
        language: str = "en",
        module: bool = False,
        through: Sequence[str] = (),
    ) -> Terminal:
        """Start the register on the screen, as a person does: `kassa`, or `python -m kassa_tui` for `module`.

        `through` is a command that runs it.
        """
        program = [sys.executable, "-m", "kassa_tui"] if module else [self.kassa]
        command = [*through, *program, *words, "--db", str(self.database)]
        terminal = Terminal(command, self.environment(language), size, self.home / "scanner")
        self.terminals.append(terminal)
        return terminal

    def stock(self) -> None:
        """Bring three products into the shop."""
        file = self.home / "products.csv"
        file.write_text(PRODUCTS, encoding="utf-8")
        self.run("products", "import", str(file))


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """A machine with no shop yet."""
    machine = Machine(tmp_path)
    yield machine
    for terminal in machine.terminals:
        terminal.close()


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a small Dutch shop that speaks English, with three products; what it needs is copied."""
    return made_once(tmp_path_factory, "founded", _found)


def _found(home: Path) -> None:
    home.mkdir()
    machine, answers = Machine(home), home / "answers.toml"
    answers.write_text(ANSWERS, encoding="utf-8")
    machine.run("init", "--from", str(answers))
    machine.stock()


@pytest.fixture
def shop(machine: Machine, founded: Path) -> Machine:
    """A machine with that shop; its settings name the database where it is now."""
    shutil.copytree(founded, machine.home, dirs_exist_ok=True)
    settings = machine.home / "shop.toml"
    was = f'database = "{founded}.making/shop.db"'
    text = settings.read_text(encoding="utf-8")
    assert was in text
    settings.write_text(text.replace(was, f'database = "{machine.database}"'), encoding="utf-8")
    return machine
