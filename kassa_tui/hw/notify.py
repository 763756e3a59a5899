"""What the service manager is told: ready, alive, stopping. Nothing happens where there is none.

Source: sd_notify(3). One datagram to the socket that systemd names; no library is needed for it.
"""

import os
import socket
from contextlib import suppress

READY, ALIVE, STOPPING = "READY=1", "WATCHDOG=1", "STOPPING=1"

_SEND_SECONDS = 1.0


def managed() -> bool:
    """Whether a service manager waits for news."""
    return bool(os.environ.get("NOTIFY_SOCKET"))


def tell(state: str) -> None:
    """Send one state. A manager that does not listen is no reason to stop selling."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as out:
        out.settimeout(_SEND_SECONDS)
        out.sendto(state.encode(), "\0" + address[1:] if address.startswith("@") else address)


def beat_seconds() -> float | None:
    """How often ALIVE is due: three times in the manager's patience. None where nobody watches.

    The process that the manager started may be a terminal with this program in it, so WATCHDOG_PID says nothing.
    """
    patience = os.environ.get("WATCHDOG_USEC", "")
    return int(patience) / 3_000_000 if patience.isdecimal() and int(patience) else None
