"""The units and rules as systemd and udev read them: without an error, hardened, and doing what they are for."""

import configparser
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UNITS = sorted((ROOT / "systemd").glob("*.service"))
RULES = ROOT / "udev" / "70-kassa-tui.rules"
PYTHON = "/opt/kassa-tui/current/bin/python"

needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd")


def analyze(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run systemd-analyze; units that ours name and the machine lacks are found in `folder`."""
    environment = os.environ | {"SYSTEMD_UNIT_PATH": f"{folder}:"}
    return subprocess.run(
        ["systemd-analyze", *words], env=environment, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """Our units in a folder, with programs that exist here, and the services they need."""
    for file in (ROOT / "systemd").iterdir():
        if file.suffix in (".service", ".timer"):
            text = file.read_text(encoding="utf-8").replace(PYTHON, shutil.which("true") or "")
            text = re.sub(r"=/usr/bin/cage\b", f"={shutil.which('true')}", text)
            (tmp_path / file.name).write_text(text, encoding="utf-8")
    (tmp_path / "seatd.service").write_text("[Service]\nExecStart=/bin/true\n")
    return tmp_path


@needs_systemd
@pytest.mark.parametrize("name", [*(file.name for file in UNITS), "kassa-backup.timer"])
def test_systemd_finds_nothing_wrong_with_the_unit(units: Path, name: str) -> None:
    found = analyze("verify", "--man=no", str(units / name), folder=units)
    assert (found.returncode, found.stdout + found.stderr) == (0, "")


@needs_systemd
def test_systemd_would_find_something_wrong(units: Path) -> None:
    file = units / "kassa-tui.service"
    file.write_text(file.read_text().replace("WatchdogSec=", "WatchdogSecs="))
    assert "WatchdogSecs" in analyze("verify", "--man=no", str(file), folder=units).stderr


@needs_systemd
@pytest.mark.parametrize("unit", UNITS, ids=lambda file: file.stem)
def test_the_unit_is_hardened(units: Path, unit: Path) -> None:
    found = analyze("security", "--offline=true", "--threshold=30", "--no-pager", str(units / unit.name), folder=units)
    assert found.returncode == 0, found.stdout.splitlines()[-1]


@pytest.mark.parametrize("unit", UNITS, ids=lambda file: file.stem)
def test_every_unit_runs_the_installed_program_as_the_tills_user(unit: Path) -> None:
    said = configparser.RawConfigParser(strict=False, interpolation=None)
    said.optionxform = str  # type: ignore[assignment,method-assign]
    said.read(unit, encoding="utf-8")
    service = dict(said["Service"])
    assert f"{PYTHON} -I -m kassa_tui" in service["ExecStart"]
    assert (service["User"], service["StateDirectory"], service["UMask"]) == ("kassa", "kassa-tui", "0077")


def test_only_the_touch_screens_register_is_for_fingers() -> None:
    for unit, touch in ((ROOT / "systemd/kassa-kiosk.service", True), (ROOT / "systemd/kassa-tui.service", False)):
        started = next(line for line in unit.read_text().splitlines() if line.startswith("ExecStart="))
        assert ("--touch" in started.split()) == touch


# --- udev -----------------------------------------------------------------------------------------

DEVICES = """
P: /devices/usb1/1-2
N: bus/usb/001/011
E: DEVNAME=/dev/bus/usb/001/011
E: DEVTYPE=usb_device
E: SUBSYSTEM=usb
E: MAJOR=189
E: MINOR=10
A: idVendor=1234
A: idProduct=0e15
A: bDeviceClass=00
H: descriptors=12010002000000403412150e0001010203010902200001010080320904000002{interface}000705810240000007050202400000

P: /devices/usb1/1-2/1-2:1.0/usbmisc/lp3
N: usb/lp3
E: DEVNAME=/dev/usb/lp3
E: SUBSYSTEM=usbmisc
E: MAJOR=180
E: MINOR=3

P: /devices/usb1/1-3/input/input7
E: SUBSYSTEM=input
E: PRODUCT=3/{vendor}/2216/110
A: id/vendor={vendor}
A: id/product=2216
A: capabilities/ev=120013
A: capabilities/key={keys}
A: capabilities/abs=0
A: capabilities/rel=0

P: /devices/usb1/1-3/input/input7/event7
N: input/event7
E: DEVNAME=/dev/input/event7
E: SUBSYSTEM=input
E: MAJOR=13
E: MINOR=71
"""
ALL_KEYS, VOLUME_KEYS = "1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe", "c000000000000 0"
PRINTER, SERIAL = "070102", "ff0000"
USB, USBLP, EVENT = "usb1/1-2", "usb1/1-2/1-2:1.0/usbmisc/lp3", "usb1/1-3/input/input7/event7"

# udev writes what it decides: into folders of a namespace of its own.
_ASIDE = """
set -eu
mkdir "$1/dev"
mount --rbind /dev "$1/dev"
mount -t tmpfs tmpfs /dev
mkdir /dev/pts
touch /dev/null
ln -s pts/ptmx /dev/ptmx
for each in null pts; do mount --bind "$1/dev/$each" "/dev/$each"; done
mkdir -p /run/udev
mount -t tmpfs tmpfs /run/udev
mount --bind "$1/rules" /etc/udev/rules.d
exec umockdev-run -d "$1/devices" -- udevadm test --action="$3" "/sys/devices/$2"
"""


def _cannot() -> str:
    if os.geteuid() != 0:
        return "needs root"
    missing = [name for name in ("umockdev-run", "udevadm", "unshare") if shutil.which(name) is None]
    return f"needs {', '.join(missing)}: apt install umockdev udev" if missing else ""


needs_udev = pytest.mark.skipif(bool(_cannot()), reason=_cannot())


def udev(
    folder: Path,
    device: str,
    *,
    interface: str = PRINTER,
    vendor: str = "05f9",
    keys: str = ALL_KEYS,
    action: str = "add",
    local: str = "",
    rules: str = "",
) -> tuple[dict[str, str], str]:
    """What udev makes of a device with our rules: its properties, and all that it said about our files."""
    described = DEVICES.format(interface=interface, vendor=vendor, keys=keys)
    (folder / "devices").write_text(described.strip() + "\n", encoding="ascii")
    (folder / "rules").mkdir()
    (folder / "rules" / RULES.name).write_text(rules or RULES.read_text(encoding="utf-8"), encoding="utf-8")
    if local:
        (folder / "rules" / "69-kassa-scanner.rules").write_text(local, encoding="utf-8")
    done = subprocess.run(
        ["unshare", "--mount", "--propagation", "private", "sh", "-c", _ASIDE, "sh", str(folder), device, action],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = "\n".join(re.findall(r"/etc/udev/rules.d/\S+ (.*)", done.stderr))
    return dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line), said


@needs_udev
@pytest.mark.parametrize(("interface", "ours"), [(PRINTER, True), (SERIAL, False)])
def test_any_printer_belongs_to_the_group_of_printers(tmp_path: Path, interface: str, ours: bool) -> None:
    properties, said = udev(tmp_path, USB, interface=interface)
    assert properties["ID_USB_INTERFACES"] == f":{interface}:"
    assert ("MODE 0660" in said) == ours
    assert bool(re.search(r"GROUP \d+", said)) == ours


@needs_udev
def test_a_printer_file_has_a_name_that_stays(tmp_path: Path) -> None:
    properties, said = udev(tmp_path, USBLP)
    assert "MODE 0660" in said
    assert properties["DEVLINKS"] == "/dev/kassa/printer"


@needs_udev
def test_a_scanner_is_ours_alone_and_types_nowhere(tmp_path: Path) -> None:
    properties, said = udev(tmp_path, EVENT)
    assert "MODE 0660" in said
    assert properties["DEVLINKS"] == "/dev/kassa/scanner"
    assert (properties["ID_KASSA_SCANNER"], properties["LIBINPUT_IGNORE_DEVICE"]) == ("1", "1")


@needs_udev
@pytest.mark.parametrize(("vendor", "keys"), [("046d", ALL_KEYS), ("05f9", VOLUME_KEYS)])
def test_a_keyboard_of_another_maker_and_a_second_node_are_left_alone(tmp_path: Path, vendor: str, keys: str) -> None:
    properties, said = udev(tmp_path, EVENT, vendor=vendor, keys=keys)
    assert said == ""
    assert "ID_KASSA_SCANNER" not in properties


@needs_udev
def test_a_scanner_of_another_maker_is_named_in_a_file_of_the_owners(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "installing.md").read_text(encoding="utf-8")
    example = re.search(r"^    (SUBSYSTEM==.*ID_KASSA_SCANNER.*)$", page, re.MULTILINE)
    assert example is not None
    vendor = re.search(r'id/vendor}=="(\w+)"', example[1])
    assert vendor is not None
    properties, _said = udev(tmp_path, EVENT, vendor=vendor[1], local=example[1] + "\n")
    assert properties["DEVLINKS"] == "/dev/kassa/scanner"


@needs_udev
def test_what_is_unplugged_gets_nothing(tmp_path: Path) -> None:
    assert "MODE" not in udev(tmp_path, EVENT, action="remove")[1]


@needs_udev
def test_udev_reads_every_rule_and_would_say_if_it_did_not(tmp_path: Path) -> None:
    for name, rules in (("good", ""), ("bad", RULES.read_text(encoding="utf-8").replace('GROUP="lp"', 'GROUP="lpp"'))):
        folder = tmp_path / name
        folder.mkdir()
        said = udev(folder, USBLP, rules=rules)[1]
        complaints = re.search(r"Invalid|Unknown|Failed|no matching label|error", said, re.IGNORECASE)
        assert bool(complaints) == (name == "bad"), said


def test_the_rules_come_before_those_that_serve_seats() -> None:
    assert RULES.name < "73-seat-late.rules"
    assert len(RULES.read_text(encoding="utf-8").splitlines()) > 5
