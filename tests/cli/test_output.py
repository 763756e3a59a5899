"""A command says what it has to say, wherever its text goes: never a traceback, never a link that is replaced."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kassa_tui.database import close_database
from kassa_tui.errors import KassaError
from kassa_tui.exports import files
from kassa_tui.till.customers import customers
from kassa_tui.till.customers.form import CustomerForm
from tests.conftest import ShopUnderTest

KASSA = (sys.executable, "-m", "kassa_tui")


@pytest.fixture
def shop_file(shop: ShopUnderTest) -> Path:
    """A shop with letters that not every terminal has."""
    shop.article("Smørrebrød €", "1.29", code="7")
    customers.save(shop.desk, CustomerForm(name="Łukasz €"))
    close_database()
    return shop.path


def kassa(db: Path, *words: str, stdout: int = subprocess.PIPE, **env: str) -> subprocess.CompletedProcess[bytes]:
    """A command in a process of its own."""
    settled = dict(os.environ, **env)
    return subprocess.run(
        [*KASSA, "--db", str(db), *words], stdout=stdout, stderr=subprocess.PIPE, env=settled, check=False
    )


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "cp850", "ascii:surrogateescape"])
def test_letters_that_a_terminal_does_not_have_are_replaced(shop_file: Path, encoding: str) -> None:
    for words in (
        ("products", "search", "sm"),
        ("session", "list"),
        ("customers", "show", "1"),
        ("doctor",),
        ("--help",),
    ):
        done = kassa(shop_file, *words, PYTHONIOENCODING=encoding)
        # What the doctor finds here is another matter.
        assert done.returncode == 0 or words == ("doctor",)
        assert done.stderr == b""
        done.stdout.decode(encoding.partition(":")[0])
    done = kassa(shop_file, "products", "search", "sm", "--json", PYTHONIOENCODING=encoding)
    assert json.loads(done.stdout)[0]["name"] == "Smørrebrød €"
    assert "Łukasz €" in kassa(shop_file, "customers", "export", PYTHONIOENCODING=encoding).stdout.decode()


@pytest.mark.parametrize(
    "words",
    [
        *(("products", "search", "sm"), ("--help",), ("customers", "export"), ("order", "export")),
        *(("export", "cash", "--format", kind) for kind in ("csv", "json", "xlsx")),
    ],
)
def test_a_full_disk_is_said(shop_file: Path, words: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = kassa(shop_file, *words, stdout=full.fileno())
    assert done.returncode == 1
    assert done.stderr.startswith(b"kassa: ")
    assert b"Traceback" not in done.stderr
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("place", [".", "/", "", ".."])
def test_a_folder_is_no_database(place: str) -> None:
    for words in (("verify",), ("products", "search", "sm"), ("session", "list")):
        done = kassa(Path(place), *words)
        assert done.returncode == 1
        assert done.stderr.startswith(b"kassa: ")
        assert done.stderr.count(b"\n") == 1


def test_a_pipe_that_is_closed_ends_it_quietly(shop_file: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = kassa(shop_file, "products", "search", "sm", stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


def test_no_streams_at_all(shop_file: Path) -> None:
    command = f"{' '.join(KASSA)} --db {shop_file} products search sm >&- 2>&-"
    assert subprocess.run(["/bin/sh", "-c", command], check=False).returncode == 0


@pytest.mark.parametrize("kind", ["link", "dangling", "device", "pipe", "folder"])
@pytest.mark.parametrize("force", [True, False])
def test_only_an_ordinary_file_gives_way(tmp_path: Path, kind: str, force: bool) -> None:
    target, path = tmp_path / "target", tmp_path / "out.csv"
    if kind in ("link", "dangling"):
        if kind == "link":
            target.write_text("old")
        path.symlink_to(target)
    elif kind == "device":
        path = Path("/dev/null")
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.mkdir()
    before = path.lstat()
    with pytest.raises(KassaError):
        files.save(path, lambda out: out.write(b"new"), force=force)
    assert path.lstat() == before
    assert not target.exists() or target.read_text() == "old"
    assert not list(tmp_path.glob(".kassa-*"))


def test_customers_replace_a_file_only_when_asked(shop_file: Path, tmp_path: Path) -> None:
    file = tmp_path / "customers.csv"
    file.write_text("somebody's")
    done = kassa(shop_file, "customers", "export", str(file))
    assert (done.returncode, str(file).encode() in done.stderr, file.read_text()) == (1, True, "somebody's")
    assert kassa(shop_file, "customers", "export", str(file), "--force").returncode == 0
    assert file.read_text().startswith("number")


def test_customers_go_to_no_link(shop_file: Path, tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link.csv"
    target.write_text("old")
    link.symlink_to(target)
    assert kassa(shop_file, "customers", "export", str(link)).returncode == 1
    assert (target.read_text(), link.is_symlink()) == ("old", True)
