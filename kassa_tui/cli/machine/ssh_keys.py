"""Keys of people who look into the till over SSH: each opens the office as one person, and nothing else."""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from kassa_tui.cli.steps import InstallError, Step, write
from kassa_tui.i18n import N_
from kassa_tui.storage import bounded

KEYS = Path("/etc/kassa-tui/authorized_keys")
SHELL = Path("/usr/local/lib/kassa-office")

_KEY = re.compile(
    r"(ssh-ed25519|ecdsa-sha2-nistp(?:256|384|521)|ssh-rsa|sk-ssh-ed25519@openssh\.com|sk-ecdsa-sha2-nistp256@openssh\.com)"
    r" ([A-Za-z0-9+/]{60,}={0,3})(?: [^\n]*)?"
)
_NAME = re.compile(r"[^\"\\\x00-\x1f\x7f-\x9f]{1,60}")


class KeyFileError(InstallError):
    """A file that holds no public key, or a name that no line can hold."""

    template = N_("{file} holds no public key of SSH (one line of a .pub file).")


class KeyNameError(InstallError):
    """A name that cannot stand in the list of keys."""

    template = N_('"{name}" cannot stand in the list of keys: no quotation marks or backslashes.')


def key_line(text: str, name: str, file: Path) -> str:
    """The line for a key: restricted to the office as that person (sshd(8), AUTHORIZED_KEYS FILE FORMAT).

    Raises KeyFileError, KeyNameError.
    """
    public = _KEY.fullmatch(text.strip())
    if public is None:
        raise KeyFileError(file=file)
    if _NAME.fullmatch(name) is None or name != name.strip():
        raise KeyNameError(name=name[:40])
    return f'restrict,pty,command="office {name}" {public[1]} {public[2]}'


def with_key(keys: str, line: str) -> str:
    """The list with a key; the same key opens for one person only, the last that was told."""
    key = line.rpartition(" ")[2]
    kept = [each for each in keys.splitlines() if each.strip() and each.split(" ")[-1] != key]
    return "\n".join([*kept, line]) + "\n"


def steps(file: Path, at: Path, name: str) -> Iterator[Step]:
    """What adds a key to the list at `at`; nothing when it is there. Raises KeyFileError, KeyNameError."""
    try:
        text = bounded.read_text(file)
    except (OSError, UnicodeDecodeError) as error:
        raise KeyFileError(file=file) from error
    line = key_line(text, name, file)
    listed = at.read_text(encoding="utf-8") if at.exists() else ""
    if line not in listed.splitlines():
        yield Step(f"let a key into the office as {name}", partial(write, at, with_key(listed, line).encode(), 0o644))
