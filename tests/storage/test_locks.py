"""Who makes, restores or changes a whole file has it alone: one file, one till."""

import errno
import fcntl
import lzma
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import apsw
import pytest

from kassa_tui.cli.common import open_shop
from kassa_tui.copies import backup
from kassa_tui.database import close_database, open_database, rows
from kassa_tui.storage.locks import alone, counter_lock, counter_runs
from kassa_tui.storage.trouble import InUseError, RunningError, StorageError
from kassa_tui.till.proof import restoring
from kassa_tui.till.setup import founding
from kassa_tui.till.setup.founding import Founding
from tests.conftest import ShopUnderTest


@pytest.fixture
def acts(shop: ShopUnderTest) -> dict[str, tuple[Path, Callable[[], object]]]:
    """Everything that makes or changes a whole file, and which file that is."""
    folder = shop.path.parent
    copy, old = folder / "copy", folder / "old.db"
    backup(copy)
    close_database()
    data = Path(__file__).parents[1] / "data" / "shop_2.db.xz"
    old.write_bytes(lzma.decompress(data.read_bytes()))
    with closing(apsw.Connection(str(old))) as file:
        file.pragma("journal_mode", "wal")
    made, restored = folder / "made.db", folder / "restored.db"
    return {
        "init": (made, lambda: founding.found(made, Founding(shop="Shop", owner="Owner"))),
        "restore": (restored, lambda: restoring.restore(copy, restored)),
        "a newer program": (old, lambda: open_shop(old)),
    }


def _names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir() if not file.name.endswith(("-wal", "-shm"))}


def test_none_of_it_is_done_under_a_register_or_by_two_at_once(
    acts: dict[str, tuple[Path, Callable[[], object]]],
) -> None:
    for path, act in acts.values():
        before, content = _names(path.parent), path.read_bytes() if path.exists() else b""
        held = counter_lock(path, "K1")
        with pytest.raises(InUseError, match=rf"A register is open on .*{path.name} \(process {os.getpid()}\)"):
            act()
        held.close()
        path.with_name(f"{path.name}.K1.lock").unlink()
        link = path.with_name("link.db")
        link.symlink_to(path)
        with alone(link), pytest.raises(InUseError, match=rf"changed by another program \(process {os.getpid()}\)"):
            act()
        link.unlink()
        close_database()
        assert _names(path.parent) == before
        assert path.exists() is bool(content)
        assert not content or path.read_bytes() == content
        act()
        close_database()
        open_database(path)
        assert not path.with_name(f"{path.name}.lock").exists()


def test_two_that_begin_at_once_make_one_shop(tmp_path: Path) -> None:
    script = (
        "import sys\nfrom pathlib import Path\nfrom kassa_tui.storage.trouble import ExistsError, InUseError\n"
        "from tests.conftest import Founding, founding\nprint(flush=True)\nsys.stdin.readline()\n"
        "try:\n    founding.found(Path(sys.argv[1]), Founding(shop='S', owner='O'))\n"
        "except (ExistsError, InUseError):\n    sys.exit(3)\n"
    )
    words = [sys.executable, "-c", script, str(tmp_path / "shop.db")]
    both = [subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for one in both:
        assert one.stdout is not None
        one.stdout.readline()
    for one in both:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()
    assert sorted(one.wait(60) for one in both) == [0, 3]
    for one in both:
        one.communicate()
    open_database(tmp_path / "shop.db")
    assert rows("SELECT count(*) FROM journal") == [(1,)]


def test_a_lock_that_was_taken_away_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opened it before its owner took it away would hold a file that nobody finds."""
    lock, calls = tmp_path / "shop.db.lock", []

    def flock(_file: object, _how: int) -> None:
        calls.append(1)
        if len(calls) == 1:
            lock.unlink()

    monkeypatch.setattr(fcntl, "flock", flock)
    with alone(tmp_path / "shop.db"):
        assert lock.exists()
    assert len(calls) == 2


@pytest.mark.parametrize("name", ["lock", "K1.lock"])
def test_what_a_link_leads_to_is_not_emptied(tmp_path: Path, name: str) -> None:
    other = tmp_path / "other"
    other.write_text("somebody else's")
    (tmp_path / f"shop.db.{name}").symlink_to(other)
    with pytest.raises(StorageError), alone(tmp_path / "shop.db"):
        pass
    with suppress(OSError):
        counter_lock(tmp_path / "shop.db", "K1").close()
    assert other.read_text() == "somebody else's"


def test_a_disk_without_locks_is_not_called_another_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def flock(_file: object, _how: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", flock)
    with pytest.raises(StorageError, match=os.strerror(errno.ENOLCK)) as refused, alone(tmp_path / "shop.db"):
        pass
    assert not isinstance(refused.value, InUseError)
    with pytest.raises(OSError, match=os.strerror(errno.ENOLCK)):
        counter_lock(tmp_path / "shop.db", "K1")


def test_a_lock_is_let_go_of_with_its_disk_and_held_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "shop.db"
    path.touch()
    with counter_lock(path, "K1") as held:
        assert held.look()
        assert counter_runs(path, "K1")
        # Another disk is there in its place: the lock is held on it as well.
        (tmp_path / "shop.db.K1.lock").unlink()
        assert not counter_runs(path, "K1")
        assert held.look()
        assert counter_runs(path, "K1")
        with monkeypatch.context() as dead:
            dead.setattr(os, "open", _dead)
            assert not held.look()
        assert not counter_runs(path, "K1")
        # Where the disk should be nothing is made.
        (tmp_path / "shop.db.K1.lock").unlink()
        path.unlink()
        assert not held.look()
        assert list(tmp_path.iterdir()) == []
        path.touch()
        with counter_lock(path, "K1"), pytest.raises(RunningError):
            held.look()
        assert held.look()
    assert not counter_runs(path, "K1")


def _dead(*_arguments: object) -> int:
    raise OSError(errno.EIO, os.strerror(errno.EIO))
