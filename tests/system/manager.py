"""A machine of its own under a real systemd: every file is a copy in memory, and nothing of it is left behind.

The service manager is process 1 of namespaces of its own, on an overlay of this machine's files. The register draws
on a virtual console that nothing else uses, and the screen is read back from the kernel.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from fcntl import LOCK_EX, LOCK_NB, flock, ioctl
from pathlib import Path

from tests.system.terminal import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
SYSTEMD = Path("/lib/systemd/systemd")
CONSOLES = range(11, 60)
"""Virtual consoles that nothing else uses; in the machine, one of them is /dev/tty1."""

_VT_DISALLOCATE = 0x5608
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_UNITS = "/etc/systemd/system:/run/units"
_TARGETS = ("sysinit", "basic", "shutdown", "multi-user", "timers", "umount")

# Everything below happens in namespaces of its own: mounts and processes end with them.
_BOOT = """
set -eu
mount -t tmpfs tmpfs "$1"
mkdir "$1/upper" "$1/work" "$1/root" "$1/cgroup"
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
mount -t cgroup2 none "$1/cgroup"
mkdir "$1/cgroup/$2"
echo $$ > "$1/cgroup/$2/cgroup.procs"
cd "$1/root"
mount --rbind /dev dev
mount --bind "/dev/tty$3" dev/tty1
mount --bind /dev/null dev/tty0
for each in $4; do mkdir -p ".$each"; mount --rbind "$each" ".$each"; done
mount -t tmpfs tmpfs run
mount -t tmpfs tmpfs tmp
chmod 755 tmp
mount -t tmpfs tmpfs etc/systemd/system
mkdir run/systemd run/units
for each in $5; do printf '[Unit]\\nDefaultDependencies=no\\n' > "run/units/$each.target"; done
exec unshare --cgroup sh -euc '
    mount -t proc proc proc
    mount -t sysfs sysfs sys
    mount -t cgroup2 none sys/fs/cgroup
    mkdir old
    pivot_root . old
    umount -l old
    exec "$0" --system --unit=basic.target --log-target=null
' "$6"
"""
_TIDY = """
set -eu
mount -t cgroup2 none "$1"
echo 1 > "$1/$2/cgroup.kill"
while grep -q "populated 1" "$1/$2/cgroup.events"; do sleep 0.05; done
find "$1/$2" -depth -type d -exec rmdir {} +
"""


def missing() -> str:
    """Why no such machine can be made here; empty if it can."""
    if os.geteuid() != 0:
        return "needs root"
    for program in ("unshare", "nsenter", "pivot_root", "systemctl", "systemd-sysusers", "runuser"):
        if shutil.which(program) is None:
            return f"needs {program}"
    if not SYSTEMD.exists():
        return "needs systemd"
    if not Path("/dev/tty0").exists():
        return "needs virtual consoles"
    return ""


def _console() -> tuple[int, int]:
    """A console that no other machine has, and the file that holds it."""
    for number in CONSOLES:
        file = os.open(f"/dev/tty{number}", os.O_RDWR | os.O_NOCTTY)
        try:
            flock(file, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            os.close(file)
        else:
            return number, file
    raise AssertionError("no console is free")


class Manager:
    """A running service manager. `folder` is an empty folder to mount things in."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._group = f"kassa-test-{os.getpid()}"
        self._number, self._console = _console()
        shared = sorted({str(ROOT), sys.prefix, sys.base_prefix})
        names = ["--cgroup", "--mount", "--pid", "--ipc", "--uts", "--fork", "--kill-child", "--propagation", "private"]
        boot = ["sh", "-c", _BOOT, "sh", str(folder), self._group, str(self._number), " ".join(shared)]
        self._process = subprocess.Popen(
            ["unshare", *names, *boot, " ".join(_TARGETS), str(SYSTEMD)],
            env={"PATH": _PATH, "SYSTEMD_UNIT_PATH": _UNITS, "container": "test"},
            stderr=subprocess.PIPE,
            text=True,
            umask=0o022,
        )
        self.until(self._answers, "the service manager")

    def _answers(self) -> bool:
        if self._process.poll() is not None:
            raise AssertionError(self._process.communicate()[1])
        return bool(self._first) and self.run("systemctl", "show", "--property=Version", code=None) != ""

    @property
    def _first(self) -> str:
        """Process 1 of the machine, as it is called outside."""
        pid = self._process.pid
        return Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").strip()

    def run(self, *words: str, code: int | None = 0, **environment: str) -> str:
        """Run a command on the machine; its output."""
        call = ["nsenter", f"--target={self._first}", "--mount", "--pid", "--cgroup", "--root", "--wd", *words]
        given = {"PATH": _PATH, "SYSTEMD_UNIT_PATH": _UNITS, "LANG": "C.UTF-8", **environment}
        done = subprocess.run(
            call, env=given, capture_output=True, text=True, timeout=PATIENCE, check=False, umask=0o022
        )
        assert code is None or done.returncode == code, f"{words}: {done.stdout}{done.stderr}"
        return done.stdout

    def write(self, path: str, text: str, mode: int) -> None:
        """Write a file on the machine."""
        script = 'mkdir -p "$(dirname "$1")" && printf %s "$2" > "$1" && chmod "$3" "$1"'
        self.run("sh", "-c", script, "sh", path, text, f"{mode:o}")

    def about(self, unit: str, name: str) -> str:
        """What systemd says of a unit."""
        return self.run("systemctl", "show", f"--property={name}", "--value", unit).strip()

    @property
    def screen(self) -> str:
        """The console as the kernel holds it, without the blanks at the ends."""
        with suppress(FileNotFoundError), Path(f"/dev/vcsu{self._number}").open("rb") as cells:
            return cells.read().decode("utf-32-le", errors="replace").strip()
        return ""

    def sees(self, text: str) -> None:
        """Wait until a text stands on the console."""
        self.until(lambda: text in self.screen, f"{text!r}")

    def until(self, ready: Callable[[], bool], what: str) -> None:
        """Wait until something is so."""
        end = time.monotonic() + PATIENCE
        while not ready():
            assert time.monotonic() < end, f"{what} did not come:\n{self.screen}"
            time.sleep(0.05)

    def stop(self) -> None:
        """End it with all that runs on it, and take away what the kernel still holds of it."""
        self._process.kill()
        self._process.wait()
        subprocess.run(
            ["unshare", "--mount", "--propagation", "private", "sh", "-c", _TIDY, "sh", str(self._folder), self._group],
            check=True,
        )
        os.close(self._console)
        console = os.open("/dev/tty0", os.O_RDWR | os.O_NOCTTY)
        self.until(lambda: self._disallocated(console), "the end of the console")
        os.close(console)

    def _disallocated(self, console: int) -> bool:
        """Whether the kernel has let go of the console; it waits until the last who had it is quite gone."""
        try:
            ioctl(console, _VT_DISALLOCATE, self._number)
        except OSError:
            return False
        return True
