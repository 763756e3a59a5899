"""The power fails: a file system is shut down under the till, as by a pulled plug, and what was said is there afterwards."""

import fcntl
import os
import random
import shutil
import struct
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kassa_tui.cli.common import open_shop
from kassa_tui.database import close_database, rows
from tests.schemas import shop_of
from tests.system.conftest import BREAD, CHEESE, WINE, Machine
from tests.system.terminal import Terminal
from tests.trials import TRIAL, times
from tests.trials.commands import COMMANDS, bench_of
from tests.trials.conftest import ROOT, SELLER, proven, stored
from tests.trials.counter import asked

SHUT_DOWN, WITHOUT_LOG = 0x8004587D, 2
"""EXT4_IOC_SHUTDOWN: what is not on the disk yet is lost, the file system's own log included."""

SELLING = times(short=6, usual=20, long=40)
UPDATES = times(short=2, usual=8, long=20)
SCREENS = times(short=3, usual=6, long=18)
SAID = (
    "backup",
    "restore",
    "init",
    "open",
    "close",
    "products",
    "set-up",
    "journal",
    "order",
    "pay",
    "people",
    "staff",
)
COMMANDS_CUT = SAID[:: times(short=4, usual=1, long=1)]


@dataclass
class Disk:
    """A file system in a file, on which the power fails."""

    image: Path
    place: Path

    def mount(self) -> None:
        """Have it again."""
        subprocess.run(["mount", "-o", "loop", self.image, self.place], check=True, capture_output=True)

    def cut(self) -> None:
        """Now."""
        folder = os.open(self.place, os.O_RDONLY)
        try:
            fcntl.ioctl(folder, SHUT_DOWN, struct.pack("I", WITHOUT_LOG))
        finally:
            os.close(folder)

    def mount_anew(self) -> None:
        """Have it again as another device, as a disk that was plugged out and in is one."""
        device = ["losetup", "--find", "--show", str(self.image)]
        made = subprocess.run(device, check=True, capture_output=True, text=True).stdout.strip()
        subprocess.run(["mount", made, self.place], check=True, capture_output=True)
        subprocess.run(["losetup", "--detach", made], check=True)

    def release(self) -> None:
        """Let go of it; whoever still looks at it keeps what there is."""
        close_database()
        subprocess.run(["umount", "-l", self.place], check=False, capture_output=True)

    def again(self) -> None:
        """The power is back."""
        self.release()
        self.mount()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """A new one, where this user may have one."""
    if os.geteuid() != 0 or not shutil.which("mkfs.ext4"):
        pytest.skip("a disk whose power fails needs root and mkfs.ext4")
    disk = Disk(tmp_path / "disk.img", tmp_path / "disk")
    disk.place.mkdir()
    with disk.image.open("wb") as file:
        file.truncate(96_000_000)
    subprocess.run(["mkfs.ext4", "-q", "-F", disk.image], check=True, capture_output=True)
    try:
        disk.mount()
    except subprocess.CalledProcessError as error:
        pytest.skip(f"no disk can be mounted here: {error.stderr.decode().strip()}")
    yield disk
    disk.release()


@TRIAL
def test_a_power_cut_takes_no_sale_that_was_said_to_be_recorded(stall: Path, disk: Disk) -> None:
    """Nor a close, nor a parked basket."""
    file = disk.place / "shop.db"
    for name in ("shop.db", "shop.db.known"):
        shutil.copyfile(stall.with_name(name), disk.place / name)
    os.sync()
    chance, told, parked, closes = random.Random(2), dict[str, tuple[str, int]](), 0, 0
    for cut in range(SELLING):
        process = subprocess.Popen(
            [*SELLER, str(file), str(cut)],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert process.stdout is not None
        lines = [process.stdout.readline() for _each in range(chance.randint(2, 60))]
        disk.cut()
        process.kill()
        lines += process.stdout.readlines()
        process.wait()
        disk.again()
        words = [line.split() for line in lines if line.endswith("\n")]
        told |= {word[1]: (word[2], int(word[3])) for word in words if word[0] == "SOLD"}
        closes += sum(word[0] == "CLOSED" for word in words)
        parked += sum(word[0] == "PARKED" for word in words)
        there = stored(file)
        assert {uid: there.get(uid) for uid in told} == told
        assert proven(file) == []
        open_shop(file)
        assert rows("SELECT count(*) FROM session WHERE closed_at IS NOT NULL")[0][0] >= closes
        assert rows("SELECT count(*) FROM parked")[0][0] >= parked
        close_database()
    print(
        f"{SELLING} cuts, {len(told)} sales, {closes} closes and {parked} parked baskets said to be recorded: all there"
    )


@TRIAL
@pytest.mark.parametrize("name", COMMANDS_CUT)
def test_what_a_command_said_is_done_is_so_after_a_cut(disk: Disk, founded: Path, name: str) -> None:
    """Also the files that it made, to the last byte."""
    bench = bench_of(disk.place, founded, COMMANDS[name])
    os.sync()
    done = asked(bench.machine, *bench.words)
    assert done.returncode == 0, done.stderr
    made = {path: path.read_bytes() for path in sorted(bench.machine.home.rglob("*")) if path.is_file()}
    disk.cut()
    disk.again()
    for path, content in made.items():
        # The database and its log change each other; what they hold is asked below.
        if not path.name.startswith((bench.command.file, ".")) and not path.name.endswith(
            ("-wal", "-shm", "printer.txt")
        ):
            assert path.read_bytes() == content, path
    kinds = bench.state()
    bench.again()
    assert asked(bench.machine, *bench.words).returncode == 0
    assert bench.state() == kinds
    assert proven(bench.file) == []


@TRIAL
def test_a_cut_during_an_update_leaves_the_old_or_the_new(disk: Disk) -> None:
    chance, versions = random.Random(5), []
    file = disk.place / "shop.db"
    for cut in range(UPDATES):
        for left in disk.place.glob("shop.db*"):
            left.unlink()
        shop_of(1 + cut % 2, file)
        os.sync()
        machine = Machine(disk.place)
        process = subprocess.Popen(
            [machine.kassa, "staff", "add", "Newcomer", "--db", file],
            env=machine.environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            process.wait(timeout=chance.choice((0.3, 0.5, 0.6, 0.7, 0.8, 1.0, 1.5)))
        except subprocess.TimeoutExpired:
            pass
        disk.cut()
        process.kill()
        process.communicate()
        disk.again()
        versions.append(int.from_bytes(file.read_bytes()[60:64]))
        open_shop(file)
        assert rows("SELECT count(*) FROM receipt") == [(2,)]
        close_database()
        assert proven(file) == []
    print(f"{UPDATES} cuts under updates; schemas in the file afterwards: {sorted(versions)}")


def _paid(till: Terminal) -> None:
    till.press("f12", sees="F12 Card")
    till.press("c", sees="F12 Cash")
    till.confirm(sees="Receipt K1-")


@TRIAL
def test_what_the_screen_showed_is_there_after_a_cut(disk: Disk, founded: Path) -> None:
    """The receipt of a second ago, a part that was paid, and what was shown as paid."""
    home = disk.place / "till"
    shutil.copytree(founded, home)
    (home / "shop.toml").write_text('register = "K1"\n[printer]\nkind = "simulated"\n[scanner]\nkind = "simulated"\n')
    os.sync()
    machine, paid = Machine(home), 0
    for cut in range(SCREENS):
        till = machine.start()
        till.sees("Ready to scan")
        till.scan(WINE, sees="1 line")
        till.scan(CHEESE, sees="2 lines")
        what = ("basket", "part", "paid")[cut % 3]
        if what == "basket":
            till.rests(1.5)
        elif what == "part":
            till.press("f12", sees="F12 Card 65.00")
            till.press("c", sees="F12 Cash 65.00")
            till.type("40", sees="F12 First Cash 40.00 · then 25.00")
            till.confirm(sees="F12 Card 25.00")
        else:
            _paid(till)
        paid += what == "paid"
        disk.cut()
        till.kill()
        disk.again()
        till = machine.start()
        if what == "paid":
            till.sees("0 lines", "Scan the first article")
        else:
            till.sees("The receipt of before is here again", "2 lines")
        if what == "part":
            till.sees("part of it is paid")
            till.press("f12", sees="Cash 40.00")
            till.press("c", sees="F12 Card 25.00")
            till.confirm(sees="Receipt K1-")
            paid += 1
        if what == "basket":
            _paid(till)
            paid += 1
        till.kill()
        assert len(stored(machine.database)) == paid
        assert proven(machine.database) == []
    print(f"{SCREENS} cuts under the screen")


def _takes(till: Terminal) -> None:
    """Bread stands on the receipt, and cash is chosen."""
    till.type(BREAD)
    till.press("enter", sees="1 line")
    till.press("f12", sees="F12 Card")
    till.press("c", sees="F12 Cash")


@TRIAL
@pytest.mark.parametrize("same", [False, True], ids=["another device", "the same device"])
def test_a_disk_that_is_mounted_again_is_found_without_a_restart(disk: Disk, founded: Path, same: bool) -> None:
    """The till lets go of a disk that does not answer, and goes on where its file is again."""
    home = disk.place / "till"
    shutil.copytree(founded, home)
    (home / "shop.toml").write_text('register = "K1"\n[printer]\nkind = "none"\n[scanner]\nkind = "none"\n')
    os.sync()
    machine = Machine(home)
    till = machine.start()
    till.sees("Scan the first article")
    _takes(till)
    till.confirm(sees="Receipt K1-000001")
    _takes(till)
    disk.cut()
    till.confirm(sees="Nobody knows whether this was saved")
    until = time.monotonic() + 60
    while subprocess.run(
        ["umount", *([] if same else ["-l"]), disk.place], check=False, capture_output=True
    ).returncode:
        assert time.monotonic() < until, till.text
        time.sleep(0.2)
    (disk.mount if same else disk.mount_anew)()
    while "Receipt K1-000002" not in till.text:
        assert time.monotonic() < until, till.text
        till.press("f12")
        till.rests(1.5)
    till.kill()
    assert len(stored(machine.database)) == 2
    assert proven(machine.database) == []
