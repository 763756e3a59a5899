"""The wheel, alone in a fresh environment as pipx puts it there: it holds everything, and the register opens."""

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest

from kassa_tui import __version__
from tests.system.conftest import Machine

ROOT = Path(__file__).resolve().parents[2]
WHEEL = ROOT / "dist" / f"kassa_tui-{__version__}-py3-none-any.whl"
INFO = f"kassa_tui-{__version__}.dist-info"

pytestmark = pytest.mark.skipif(not os.environ.get("KASSA_WHEEL"), reason="builds and installs the wheel: make wheel")


def locked() -> str:
    """The wheel and the locked libraries that it runs on, with their hashes: not those that only build it."""
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    build = {library.partition("==")[0] for library in groups["build"]}
    libraries = re.split(r"\n(?=\w)", (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8"))
    wheel = f"kassa-tui @ {WHEEL.as_uri()} --hash=sha256:{sha256(WHEEL.read_bytes()).hexdigest()}"
    return "\n".join([*(library for library in libraries if library.partition("==")[0] not in build), wheel])


@pytest.fixture(scope="module")
def kassa(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The command as the wheel installs it into a fresh environment. Pip refuses what the wheel asks for unlocked."""
    folder = tmp_path_factory.mktemp("pipx")
    wanted = folder / "wanted.txt"
    wanted.write_text(locked(), encoding="utf-8")
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    pip = (folder / "venv" / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "--quiet", "--retries", "8")
    subprocess.run([*pip, "install", "--require-hashes", "-r", wanted], check=True)
    return str(folder / "venv" / "bin" / "kassa")


@pytest.fixture
def stranger(kassa: str, tmp_path: Path) -> Iterator[Machine]:
    """A machine that has the wheel and no clone."""
    machine = Machine(tmp_path, kassa)
    yield machine
    for terminal in machine.terminals:
        terminal.close()


def test_everything_of_the_package_is_in_the_wheel() -> None:
    package = ROOT / "kassa_tui"
    files = {str(file.relative_to(ROOT)) for file in package.rglob("*") if file.is_file()}
    kept = {file for file in files if "__pycache__" not in file}
    with ZipFile(WHEEL) as wheel:
        packed = set(wheel.namelist())
        licence = wheel.read(f"{INFO}/licenses/LICENSE")
        facts = wheel.read(f"{INFO}/METADATA").decode()
    assert {file for file in packed if not file.startswith(f"{INFO}/")} == kept
    assert {file.replace(".po", ".mo") for file in kept if file.endswith(".po")} <= packed
    assert licence == (ROOT / "LICENSE").read_bytes()
    assert f"\nVersion: {__version__}\n" in facts
    assert "\nLicense-Expression: GPL-3.0-or-later\n" in facts


def test_it_says_its_version(kassa: str) -> None:
    said = subprocess.run([kassa, "--version"], capture_output=True, text=True, check=True, env={})
    assert said.stdout == f"kassa-tui {__version__}\n"


def test_the_demo_opens_in_another_language_and_takes_an_article(stranger: Machine) -> None:
    till = stranger.start("demo", language="nl")
    till.sees("Wie staat er aan de kassa?")
    till.press("1")
    till.misses("Wie staat er aan de kassa?")
    till.click("Croissant", sees="1 regel")
    till.terminate()
    assert till.ends() == 0
    assert till.restored
    stranger.run("verify")


def test_a_till_that_comes_up_by_itself_is_made_from_a_clone(stranger: Machine) -> None:
    said = subprocess.run(
        [stranger.kassa, "install", "--dry-run"],
        env=stranger.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 1
    assert "This works from a clone of the repository" in said.stderr
