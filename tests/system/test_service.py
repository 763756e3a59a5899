"""A till under a real systemd: installed from this clone, on a real console, hung, updated and stopped."""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.system import manager
from tests.system.manager import ROOT, Manager

UNIT, KIOSK = "kassa-tui.service", "kassa-kiosk.service"
SHOP = 'shop = "Corner Shop"\nowner = "Owner"\nlanguage = "en"\n'
CLONE = "/tmp/clone"
PARTS = ("kassa_tui", "docs", "pyproject.toml", "requirements", "systemd", "udev")
KASSA = (sys.executable, "-m", "kassa_tui")

LONG = "" if os.environ.get("KASSA_TORTURE") else "a whole service manager takes minutes: make torture"
WHY_NOT = LONG or manager.missing()
pytestmark = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Manager]:
    """A machine under a service manager, without udev."""
    made = Manager(tmp_path)
    try:
        made.write("/usr/local/bin/udevadm", "#!/bin/sh\n", 0o755)
        made.run("mkdir", CLONE)
        made.run("cp", "-r", *(str(ROOT / part) for part in PARTS), CLONE)
        yield made
    finally:
        made.stop()


def steps(machine: Manager, *words: str) -> list[str]:
    """Install; what was done."""
    found: list[str] = json.loads(machine.run(*KASSA, "install", "--json", *words, PYTHONPATH=CLONE))["steps"]
    return found


def start(machine: Manager, unit: str, *words: str, drop_in: str = "") -> None:
    """Install, twice; found a shop; start the register with a shorter patience than a shop has."""
    assert steps(machine, *words)
    assert steps(machine) == []
    machine.write("/tmp/answers.toml", SHOP, 0o644)
    machine.run("kassa", "init", "--from", "/tmp/answers.toml")
    machine.write(f"/etc/systemd/system/{unit}.d/test.conf", f"[Service]\nWatchdogSec=8\n{drop_in}", 0o644)
    machine.run("systemctl", "daemon-reload")
    machine.run("systemctl", "start", unit)


@pytest.fixture
def till(machine: Manager) -> Manager:
    """A machine with a till on its console."""
    start(machine, UNIT)
    return machine


def test_it_starts_is_started_again_when_it_hangs_and_leaves_a_clean_screen(till: Manager) -> None:
    assert till.about(UNIT, "ActiveState") == "active"
    till.sees("Ready to scan")
    assert "�" not in till.screen
    user = till.run("stat", "--format=%U", f"/proc/{till.about(UNIT, 'MainPID')}").strip()
    assert user == "kassa"
    assert till.run("stat", "--format=%U %a", "/var/lib/kassa-tui/kassa.db").strip() == "kassa 600"

    till.run("kill", "-STOP", till.about(UNIT, "MainPID"))
    till.until(lambda: till.about(UNIT, "NRestarts") != "0", "the watchdog")
    till.sees("Ready to scan")
    till.until(lambda: till.about(UNIT, "ActiveState") == "active", "the register")

    till.run("systemctl", "stop", UNIT)
    assert (till.about(UNIT, "Result"), till.about(UNIT, "ExecMainStatus")) == ("success", "0")
    assert till.screen == ""

    till.run("systemctl", "start", "kassa-backup.service")
    assert till.about("kassa-backup.service", "Result") == "success"
    looked = json.loads(till.run("kassa", "doctor", "--json"))
    levels = {finding["name"]: finding["level"] for finding in looked}
    assert (levels["backup"], levels["proof"], levels["files"]) == ("ok", "ok", "ok")


def test_a_newer_clone_takes_over_but_not_one_that_cannot_prove_the_shop(till: Manager) -> None:
    till.sees("Ready to scan")
    old = till.run("readlink", "/opt/kassa-tui/current").strip()

    proving = till.run("cat", f"{CLONE}/kassa_tui/till/proof/verify.py")
    broken = f"{proving}\n\ndef verify() -> Proof:\n    raise RuntimeError('a fault of the new program')\n"
    till.write(f"{CLONE}/kassa_tui/till/proof/verify.py", broken, 0o644)
    said = till.run("sh", "-c", '"$@" 2>&1', "sh", *KASSA, "install", code=1, PYTHONPATH=CLONE)
    assert 'Stopped at "kassa verify' in said
    assert "a fault of the new program" in said
    till.sees("Ready to scan")
    assert till.run("readlink", "/opt/kassa-tui/current").strip() == old
    assert till.about(UNIT, "ActiveState") == "active"

    till.write(f"{CLONE}/kassa_tui/till/proof/verify.py", proving, 0o644)
    till.write(f"{CLONE}/kassa_tui/__init__.py", '"""A newer one."""\n\n__version__ = "0.1.1"\n', 0o644)
    done = steps(till)
    # The manual says its version, so it is written as well.
    asked = [step.split(" ")[0] for step in done if not step.startswith("write ")]
    assert asked[1:5] == ["kassa", "systemctl", "use", "kassa"]
    till.sees("Ready to scan")
    assert till.about(UNIT, "ActiveState") == "active"
    assert "0.1.1" in till.run("readlink", "/opt/kassa-tui/current")
    assert till.run("kassa", "--version").strip() == "kassa-tui 0.1.1"
    assert till.run("ls", "/var/lib/kassa-tui/backups").count("kassa-") == 1
    assert json.loads(till.run("kassa", "verify", "--json"))["proven"]


def _no_kiosk() -> str:
    missing = [name for name in ("cage", "foot", "seatd", "Xwayland") if shutil.which(name) is None]
    return f"needs {', '.join(missing)}: apt install cage foot seatd xwayland" if missing else ""


@pytest.mark.skipif(bool(_no_kiosk()), reason=_no_kiosk())
def test_the_touch_screen_is_ready_and_watched_through_kiosk_and_terminal(machine: Manager) -> None:
    headless = "WLR_BACKENDS=headless WLR_LIBINPUT_NO_DEVICES=1 WLR_RENDERER=pixman"
    machine.run("cp", "/lib/systemd/system/seatd.service", "/run/units/")
    start(machine, KIOSK, "--screen", "kiosk", drop_in=f"Environment={headless}\n")
    assert machine.about(KIOSK, "ActiveState") == "active"
    kiosk = machine.about(KIOSK, "MainPID")
    assert machine.run("cat", f"/proc/{kiosk}/comm").strip() == "cage"
    # The youngest of the three is the register itself.
    machine.run("kill", "-STOP", machine.run("pgrep", "-n", "-u", "kassa", "-f", "kassa_tui").strip())
    machine.until(lambda: machine.about(KIOSK, "NRestarts") != "0", "the watchdog")
    machine.until(lambda: machine.about(KIOSK, "ActiveState") == "active", "the register")
    machine.run("systemctl", "stop", KIOSK)
    assert machine.about(KIOSK, "Result") == "success"


POLKIT = Path("/usr/lib/polkit-1/polkitd")


@pytest.mark.skipif(
    not (POLKIT.exists() and shutil.which("pkcheck") and shutil.which("dbus-daemon")), reason="needs polkitd and dbus"
)
def test_the_tills_user_may_switch_off_and_restart_and_nobody_may_do_more(machine: Manager) -> None:
    steps(machine)
    machine.run("sh", "-c", f"mkdir /run/dbus; dbus-daemon --system --fork; {POLKIT} --no-debug > /dev/null 2>&1 &")

    def may(user: str, action: str) -> bool:
        script = """
            runuser -u "$1" -- sleep 60 &
            until asking=$(pgrep -n -u "$1" sleep); do :; done
            pkcheck --process "$asking" --action-id "$2"
            said=$?
            kill "$asking"
            echo $said
        """
        found = machine.run("sh", "-c", script, "sh", user, action, code=None)
        return found.splitlines()[-1] == "0"

    login = "org.freedesktop.login1"
    machine.until(lambda: may("kassa", f"{login}.power-off"), "polkit")
    assert may("kassa", f"{login}.reboot-multiple-sessions")
    assert not may("kassa", f"{login}.suspend")
    assert not may("nobody", f"{login}.power-off")
