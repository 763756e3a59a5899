"""`kassa install`: set this machine up as a till, from a clone; again, from a newer clone, to update it."""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from shutil import rmtree

from msgspec import Struct

from kassa_tui import i18n
from kassa_tui.cli.common import DATABASE_NAME, DONE, Commands, common_options, first_language, show
from kassa_tui.cli.machine.release import Release, clone
from kassa_tui.cli.machine.ssh_keys import KEYS, SHELL
from kassa_tui.cli.machine.ssh_keys import steps as key_steps
from kassa_tui.cli.manual import page
from kassa_tui.cli.steps import InstallError, Step, answer, carry_out, command, replace_link, running, write
from kassa_tui.database import marker
from kassa_tui.i18n import N_, _
from kassa_tui.settings import FILE_NAME, read
from kassa_tui.text import visible

USER = "kassa"
HOME = Path("/opt/kassa-tui")
STATE = Path("/var/lib/kassa-tui")
CACHE = Path("/var/cache/kassa-tui")
UNITS = Path("/etc/systemd/system")

FILES = {
    "systemd/kassa-tui.service": UNITS / "kassa-tui.service",
    "systemd/kassa-kiosk.service": UNITS / "kassa-kiosk.service",
    "systemd/kassa-backup.service": UNITS / "kassa-backup.service",
    "systemd/kassa-backup.timer": UNITS / "kassa-backup.timer",
    "systemd/kassa-tui.sysusers.conf": Path("/etc/sysusers.d/kassa-tui.conf"),
    "systemd/kassa-tui.tmpfiles.conf": Path("/etc/tmpfiles.d/kassa-tui.conf"),
    "systemd/kassa-tui.polkit.rules": Path("/etc/polkit-1/rules.d/70-kassa-tui.rules"),
    "systemd/kassa.sh": Path("/usr/local/bin/kassa"),
    "systemd/kassa-office.sh": SHELL,
    "systemd/kassa-tui.sshd.conf": Path("/etc/ssh/sshd_config.d/70-kassa-tui.conf"),
    "udev/70-kassa-tui.rules": Path("/etc/udev/rules.d/70-kassa-tui.rules"),
}
"""What is written, and from which file of the clone."""

MANUAL = Path("/usr/local/share/man/man1/kassa.1")
"""The manual page, made from the command line."""

SCREENS = {"console": "kassa-tui.service", "kiosk": "kassa-kiosk.service"}
TIMER = "kassa-backup.timer"
GETTY = "getty@tty1.service"


class NotRootError(InstallError):
    """Somebody without the rights."""

    template = N_("Only root can set a machine up: sudo make install")


class Machine(Struct, frozen=True):
    """Where it is installed: below `root`; `live` when that is the machine that runs, and systemd runs it.

    `manual` is the manual page in roff.
    """

    root: Path
    release: Release
    live: bool
    manual: str

    def at(self, path: Path) -> Path:
        """A path of the machine."""
        return self.root / path.relative_to("/")

    def below(self, name: str) -> list[str]:
        """The beginning of a command that works on the machine."""
        return [name] if self.root == Path("/") else [name, f"--root={self.root}"]

    def enabled(self, unit: str, target: str) -> bool:
        """Whether the unit starts with a target."""
        return self.at(UNITS / f"{target}.wants" / unit).is_symlink()

    @property
    def current(self) -> Path:
        """The link to the program in use."""
        return self.at(HOME / "current")

    @property
    def new(self) -> Path:
        """The program to install, as the machine names it."""
        return HOME / "releases" / self.release.path.name

    @property
    def old(self) -> Path | None:
        """The program in use, as the machine names it."""
        return self.current.readlink() if self.current.is_symlink() else None

    def has_shop(self) -> bool:
        """Whether there is a shop that an update must carry over."""
        path = read(self.at(STATE / FILE_NAME)).database or STATE / DATABASE_NAME
        return marker(self.at(Path(path))).exists()

    def runs(self, unit: str) -> bool:
        """Whether the register is on the screen now."""
        if not self.live:
            return False
        return command(["systemctl", "show", "--property=ActiveState", "--value", unit]).strip() == "active"


def _files(machine: Machine) -> Iterator[tuple[str, Step]]:
    contents = {source: (machine.release.source / source).read_bytes() for source in FILES} | {
        MANUAL.name: machine.manual.encode()
    }
    for source, path in (FILES | {MANUAL.name: MANUAL}).items():
        content = contents[source]
        mode = 0o755 if source.endswith(".sh") else 0o644
        file = machine.at(path)
        if not file.exists() or file.read_bytes() != content or file.stat().st_mode & 0o777 != mode:
            yield source, Step(f"write {path}", partial(write, file, content, mode))


def _user(machine: Machine, written: set[str]) -> Iterator[Step]:
    people = machine.at(Path("/etc/passwd"))
    known = people.exists() and f"\n{USER}:" in "\n" + people.read_text(encoding="utf-8")
    if not known or "systemd/kassa-tui.sysusers.conf" in written:
        yield running(*machine.below("systemd-sysusers"), "kassa-tui.conf")
    if known and not _has_shell(people):
        # systemd-sysusers leaves a user that is there as it is.
        root = [] if machine.root == Path("/") else ["--root", str(machine.root)]
        yield running("usermod", *root, "--shell", str(SHELL), USER)
    there = all(machine.at(folder).is_dir() for folder in (STATE, CACHE))
    if not there or "systemd/kassa-tui.tmpfiles.conf" in written:
        yield running(*machine.below("systemd-tmpfiles"), "--create", "kassa-tui.conf")


def _has_shell(people: Path) -> bool:
    lines = people.read_text(encoding="utf-8").splitlines()
    return any(line.startswith(f"{USER}:") and line.endswith(f":{SHELL}") for line in lines)


def _reload(machine: Machine, written: set[str]) -> Iterator[Step]:
    if not machine.live:
        return
    if any(name.endswith((".service", ".timer")) for name in written):
        yield running("systemctl", "daemon-reload")
    if "udev/70-kassa-tui.rules" in written:
        yield running("udevadm", "control", "--reload")
        matches = (f"--subsystem-match={name}" for name in ("usb", "usbmisc", "input"))
        yield running("udevadm", "trigger", "--action=change", *matches)
    if "systemd/kassa-tui.sshd.conf" in written and machine.at(Path("/usr/sbin/sshd")).exists():
        later = N_("start sshd again, so that it reads this")
        yield running("systemctl", "reload-or-restart", "ssh.service", otherwise=later)


def _enable(machine: Machine, screen: str) -> Iterator[Step]:
    systemctl = machine.below("systemctl")
    for name, unit in SCREENS.items():
        if name != screen and machine.enabled(unit, "multi-user.target"):
            yield running(*systemctl, "disable", unit)
    if machine.enabled(GETTY, "getty.target"):
        yield running(*systemctl, "disable", GETTY)
    if not machine.enabled(SCREENS[screen], "multi-user.target"):
        yield running(*systemctl, "enable", SCREENS[screen])
    if not machine.enabled(TIMER, "timers.target"):
        yield running(*systemctl, "enable", TIMER)
    if machine.live and not machine.runs(TIMER):
        yield running("systemctl", "start", TIMER)


def _asked(program: Path, word: str) -> object:
    """Run a command of a program as the till's user; "not proven" is an answer, too."""
    places = [f"KASSA_SETTINGS={STATE / FILE_NAME}", f"STATE_DIRECTORY={STATE}", f"CACHE_DIRECTORY={CACHE}"]
    python = [str(program / "bin" / "python"), "-I", "-m", "kassa_tui"]
    return answer(["runuser", "-u", USER, "--", "env", *places, *python, word, "--json"])


def _switch(machine: Machine, unit: str, *, changed: bool) -> Iterator[Step]:
    """The new program takes over: the shop is saved by the old one first, and brought up to date by the new one."""
    old, new, link = machine.old, machine.new, machine.current
    moves, stops = old != new, machine.runs(unit)
    carries = moves and old is not None and machine.live and machine.has_shop()
    start = partial(command, ["systemctl", "start", unit])
    if carries and old is not None:
        yield Step(f"kassa backup (with {old.name})", partial(_asked, old, "backup"))
    if stops and (moves or changed):
        yield running("systemctl", "stop", unit, undo=start)
    if moves:
        back = link.unlink if old is None else partial(replace_link, link, old)
        yield Step(f"use {new}", partial(replace_link, link, new), back)
    if carries:
        yield Step(f"kassa verify (with {new.name}: brings the tables up to date)", partial(_asked, new, "verify"))
    if stops and (moves or changed):
        yield Step(f"systemctl start {unit}", start)


def _old_releases(machine: Machine) -> Iterator[Step]:
    """What is neither in use nor was until now."""
    keep = {machine.new.name} | ({machine.old.name} if machine.old else set())
    folder = machine.at(HOME / "releases")
    for path in sorted(folder.iterdir()) if folder.is_dir() and machine.old != machine.new else ():
        if path.name not in keep:
            yield Step(f"remove {HOME / 'releases' / path.name}", partial(rmtree, path))


def plan(machine: Machine, screen: str = "") -> list[Step]:
    """What is to be done to set the machine up; nothing for one that is. An empty `screen` leaves it as it is."""
    kiosk = machine.enabled(SCREENS["kiosk"], "multi-user.target")
    chosen = screen or ("kiosk" if kiosk else "console")
    files = dict(_files(machine))
    unit = SCREENS[chosen]
    steps: list[Step] = []
    if not machine.release.path.exists():
        steps.append(Step(f"copy the program to {machine.new}", machine.release.build))
    return [
        *steps,
        *files.values(),
        *_user(machine, set(files)),
        *_reload(machine, set(files)),
        *_enable(machine, chosen),
        *_switch(machine, unit, changed=f"systemd/{unit}" in files),
        *_old_releases(machine),
    ]


def _install(args: Namespace) -> int:
    i18n.use(first_language())
    if os.geteuid() and not args.dry_run:
        raise NotRootError
    # The till's user reads what root writes here.
    os.umask(0o022)
    root = args.root.resolve()
    release = Release.of(clone(), root / HOME.relative_to("/") / "releases")
    live = root == Path("/") and Path("/run/systemd/system").is_dir()
    machine = Machine(root, release, live, page(args.command_line))
    steps = plan(machine, args.screen)
    if args.ssh_key is not None:
        steps += key_steps(args.ssh_key, machine.at(KEYS), args.person or "")
    if not args.dry_run:
        carry_out(steps, lambda text: print(f"+ {visible(text)}", file=sys.stderr))
        # What other programs wrote for it: the user, its folders, the links of units.
        os.sync()
    told = [step.text for step in steps]
    show(args, {"done": not args.dry_run, "steps": told}, "\n".join(told if args.dry_run else [_closing(machine)]))
    return DONE


def _closing(machine: Machine) -> str:
    if any(machine.runs(unit) for unit in SCREENS.values()):
        return _("The register is on the screen.")
    return _("Done. The register comes up with the machine: restart it now.")


def add_to(commands: Commands) -> None:
    """Add the command to the command line."""
    parser: ArgumentParser = commands.add_parser("install", help="set this machine up as a till, or update it")
    parser.add_argument("--dry-run", action="store_true", help="print what would be done, and do nothing")
    parser.add_argument("--root", type=Path, default=Path("/"), metavar="DIR", help="a machine's files below DIR")
    parser.add_argument("--screen", choices=sorted(SCREENS), default="", help="the console (default), or touch")
    parser.add_argument("--ssh-key", type=Path, metavar="FILE.pub", help="let this key into the office over SSH")
    parser.add_argument("--as", dest="person", default="", metavar="NAME", help="who the key is")
    common_options(parser)
    parser.set_defaults(run=_install)
