"""The machine: paths, register and devices, from one TOML file that the running program only reads.

The shop itself (rates, payment methods, texts, limits) lives in the database.
"""

import difflib
import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from kassa_tui.errors import KassaError
from kassa_tui.i18n import N_
from kassa_tui.storage import bounded, promised

FILE_NAME = "kassa.toml"
REGISTER = re.compile(r"^[A-Z][A-Z0-9]{0,5}$")
SYSTEM_FILE = Path("/etc/kassa-tui") / FILE_NAME


class SettingsError(KassaError):
    """A settings file that cannot be used; says which file and which key."""

    template = N_("{file}: {problem}")


class EmptyError(SettingsError):
    """A settings file without a setting: the program writes none such, a disk that lost its power may leave one."""

    template = N_("{file} holds no settings. Write them again, or remove the file to go on without devices.")


class LinkError(SettingsError):
    """A link to settings that are not there: a disk that is not in place yet, or a file that was moved."""

    template = N_("{file} leads to a file that is not there. Put it back, or remove the link to go on without devices.")


class TornError(SettingsError):
    """A settings file that this program wrote, without its end."""

    template = N_("{file} is torn: its end is missing. Write it again, or remove it to go on without devices.")


_HEAD, _END = '# Written by kassa-tui; without its line "# end" it is torn.\n', "# end\n"
"""What the file begins and ends with that is written at set-up: a part of one is never taken for all of it."""

UsbNumber = Annotated[str, Meta(pattern="^([0-9a-fA-F]{4})?$")]


class PrinterSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How to reach the receipt printer, and what it does. Pulses are in milliseconds, columns in characters of font A.

    `drawer_open` is the level of the drawer's sensor while it is open, empty for none: it depends on the drawer, and
    `learn` finds it out at each kick. `vendor` and `product` are the USB numbers, as lsusb shows them.
    """

    kind: Literal["none", "simulated", "usb", "tcp", "file", "serial"] = "none"
    vendor: UsbNumber = ""
    product: UsbNumber = ""
    serial: str = ""
    host: str = ""
    port: Annotated[int, Meta(ge=1, le=65535)] = 9100
    path: str = ""
    baud: Literal[9600, 19200, 38400, 57600, 115200] = 9600
    flow: Literal["hardware", "software", "none"] = "hardware"
    profile: str = "TM-T20II"
    columns: Literal[42, 48] = 48
    codepage: str = "CP858"
    drawer: bool = True
    drawer_pin: Literal[2, 5] = 2
    drawer_open: Literal["", "high", "low", "learn"] = ""
    pulse_on: Annotated[int, Meta(ge=2, le=510)] = 100
    pulse_off: Annotated[int, Meta(ge=2, le=510)] = 100
    logo: str = ""
    codes: Literal["barcode", "qr", "both", "none"] = "barcode"
    cut: Literal["full", "part", "tear"] = "full"
    timeout: Annotated[float, Meta(gt=0, le=60)] = 5.0


USUAL_BOUND_MS, GAP_BOUNDS_MS = 100, (40, 150)
"""Milliseconds between two keys of a scanner that types, until its speed is known, and then at least and at most."""


class ScannerSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How to reach the barcode scanner; `device` is a path below /dev/input.

    `auto` finds scanners among all that types on this machine; `none` looks at nothing.
    `keyboard` says what keys are that come closer together than a person's: `scans`, or `typing` where a network puts
    a person's keys into one packet; `auto` decides by whether the program runs over SSH. `gap_ms` are the
    milliseconds that were measured between two keys of the scanner, 0 for not yet; `prefix` is the name of the key that
    it was told to send first.
    """

    kind: Literal["auto", "none", "simulated", "evdev"] = "auto"
    device: str = ""
    keyboard: Literal["auto", "scans", "typing"] = "auto"
    gap_ms: Annotated[int, Meta(ge=0, le=1000)] = 0
    prefix: str = ""

    @property
    def looks(self) -> bool:
        """Whether scanners are looked for: over SSH whoever types sits elsewhere."""
        return self.kind == "auto" and not over_network()

    @property
    def types(self) -> bool:
        """Whether what the keyboard sends may be a scanner's."""
        return self.keyboard == "scans" or (self.keyboard == "auto" and not over_network())

    @property
    def bound(self) -> float:
        """Seconds between two keys of a scan at most; 0 where all keys are typing."""
        if not self.types:
            return 0.0
        low, high = GAP_BOUNDS_MS
        return min(max(2 * self.gap_ms, low), high) / 1000 if self.gap_ms else USUAL_BOUND_MS / 1000


class DisplaySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How to reach the customer display of 2 x 20 letters: through the printer, or on a serial line of its own.

    Its code page is the printer's.
    """

    kind: Literal["", "printer", "serial", "simulated"] = ""
    path: str = ""
    baud: Literal[9600, 19200, 38400, 57600, 115200] = 9600
    flow: Literal["hardware", "software", "none"] = "none"


class MailSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The shop's mail server; without a `host` nothing is sent. `sender` is the address that letters come from."""

    host: str = ""
    port: Annotated[int, Meta(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password: str = ""
    sender: str = ""
    timeout: Annotated[float, Meta(gt=0, le=120)] = 20.0


class BackupSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Copies of the shop beside those in its own folder: `label` is that of a stick or disk that takes a second one."""

    label: Annotated[str, Meta(pattern=r"^[^/\x00-\x1f\x7f]{0,64}$")] = ""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Everything about this machine. An empty database path means the usual place."""

    database: str = ""
    register: Annotated[str, Meta(pattern=REGISTER.pattern)] = "K1"
    language: Literal["", "nl", "da", "en"] = ""
    theme: Literal["auto", "dark", "light", "console"] = "auto"
    input: Literal["keyboard", "touch"] = "keyboard"
    printer: PrinterSettings = PrinterSettings()
    scanner: ScannerSettings = ScannerSettings()
    display: DisplaySettings = DisplaySettings()
    mail: MailSettings = MailSettings()
    backup: BackupSettings = BackupSettings()


def over_network() -> bool:
    """Whether the terminal is another machine's: its keys come in packets, and what types there is not here."""
    return "SSH_CONNECTION" in os.environ


def state_directory() -> Path:
    """Where the till keeps its data: systemd's directory, or the user's."""
    given = os.environ.get("STATE_DIRECTORY", "").split(":")[0]
    if given:
        return Path(given)
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(base) / "kassa-tui"


def cache_directory() -> Path:
    """What can be made again: systemd's directory, or the user's."""
    given = os.environ.get("CACHE_DIRECTORY", "").split(":")[0]
    if given:
        return Path(given)
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "kassa-tui"


def settings_file(database: Path | None) -> Path:
    """The file in force: KASSA_SETTINGS, beside a named database, the system's, or the user's."""
    named = os.environ.get("KASSA_SETTINGS")
    if named:
        return Path(named)
    if database is not None:
        # A folder such as `.` has no name; that it is no database is said where it is opened.
        return database.with_suffix(".toml") if database.name else database / FILE_NAME
    if SYSTEM_FILE.exists():
        return SYSTEM_FILE
    base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(base) / "kassa-tui" / FILE_NAME


def _known_keys() -> list[str]:
    kinds = (Settings, PrinterSettings, ScannerSettings, DisplaySettings, MailSettings, BackupSettings)
    return sorted({name for kind in kinds for name in kind.__struct_fields__})


def _explain(problem: str) -> str:
    """The library's sentence, with the nearest key for one that does not exist."""
    unknown = re.search(r"unknown field `([^`]*)`", problem)
    if unknown:
        near = difflib.get_close_matches(unknown[1], _known_keys(), n=1)
        if near:
            return f"{problem} ({near[0]}?)"
    return problem


def read(file: Path) -> Settings:
    """The settings in `file`; the defaults when there is no such file. SettingsError names file and key.

    Raises EmptyError, TornError, LinkError.
    """
    try:
        return msgspec.convert(_whole(file, bounded.read_text(file)), Settings)
    except FileNotFoundError as problem:
        if file.is_symlink():
            raise LinkError(file=file) from problem
        return Settings()
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError, OSError) as problem:
        raise SettingsError(file=file, problem=_explain(str(problem))) from problem


def _whole(file: Path, text: str) -> dict[str, Any]:
    """All that a file's text says. Raises EmptyError, TornError, TOMLDecodeError."""
    if text.startswith(_HEAD) and f"\n{_END}" not in text:
        raise TornError(file=file)
    said = tomllib.loads(text)
    if not said and file.is_file():
        raise EmptyError(file=file)
    return said


def _toml_value(setting: object) -> str:
    if isinstance(setting, bool):
        return "true" if setting else "false"
    return str(setting) if isinstance(setting, int | float) else msgspec.json.encode(setting).decode()


def as_toml(settings: Settings) -> str:
    """The settings as a file's text; only what differs from the defaults."""
    lines: list[str] = []
    sections: list[str] = []
    for key, setting in msgspec.to_builtins(settings).items():
        if isinstance(setting, dict):
            sections += ["", f"[{key}]", *(f"{name} = {_toml_value(v)}" for name, v in setting.items())]
        else:
            lines.append(f"{key} = {_toml_value(setting)}")
    return "\n".join([*lines, *sections]) + "\n"


def write_new(file: Path, settings: Settings) -> None:
    """Write the file at set-up, durable when this returns; an existing one is never touched (FileExistsError)."""
    promised.make_folder(file.parent)
    promised.write_bytes(file, f"{_HEAD}{as_toml(settings)}{_END}".encode(), replaces=False)
