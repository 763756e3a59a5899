"""Switching the machine off and restarting it: asked of systemd, and explained where it says no.

Source: systemctl(1); the permission comes from the polkit rule of `kassa install`.
"""

import subprocess
from pathlib import Path

from kassa_tui.errors import KassaError
from kassa_tui.i18n import N_
from kassa_tui.text import clean

OFF, RESTART = "poweroff", "reboot"

_RUNNING = Path("/run/systemd/system")
"""Is there exactly where systemd runs the machine: sd_booted(3)."""

_PATIENCE = 20.0


class NoPowerError(KassaError):
    """The machine stays on."""


def ask(verb: str) -> None:
    """Ask systemd to switch off or restart. Waits for its answer, not for the end. Raises NoPowerError."""
    if not _RUNNING.is_dir():
        raise NoPowerError(N_("No systemd runs this machine: it can only be switched off by hand."))
    command = ["systemctl", "--no-ask-password", verb]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoPowerError(N_("systemd did not answer. Try again, or switch off by hand.")) from error
    if done.returncode:
        said = clean(done.stderr, 100) or str(done.returncode)
        raise NoPowerError(N_("systemd refused: {reason}"), reason=said)
