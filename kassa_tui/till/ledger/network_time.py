"""Whether the kernel's clock is set over the network: the one sign that a clock which leaps is right."""

import ctypes
import os
from ctypes import Structure, byref, c_int, c_long

NEAR_MS = 120_000
"""The kernel's time is the one that is asked about, if it is no further away."""

_TIME_ERROR = 5
"""What adjtimex(2) answers while nothing sets the clock, or nothing has for too long."""

_MOST_WRONG_US = 16_000_000
"""systemd and ntpd take a clock whose greatest error is beyond this for one that is not set."""


class _Timex(Structure):
    """The beginning of the kernel's struct timex as adjtimex(2) tells it, with room for the rest."""

    _fields_ = (
        ("modes", c_int),
        ("offset", c_long),
        ("freq", c_long),
        ("maxerror", c_long),
        ("esterror", c_long),
        ("status", c_int),
        ("constant", c_long),
        ("precision", c_long),
        ("tolerance", c_long),
        ("seconds", c_long),
        ("fraction", c_long),
        ("rest", c_long * 32),
    )


def _set_over_network() -> int | None:
    """The kernel's time in UTC milliseconds while it is set over the network; None otherwise, or where nobody says."""
    if os.name != "posix":
        return None
    kernel = _Timex()
    try:
        state = ctypes.CDLL(None).adjtimex(byref(kernel))
    except (OSError, AttributeError):
        return None
    known = 0 <= state < _TIME_ERROR and 0 < kernel.maxerror < _MOST_WRONG_US
    return kernel.seconds * 1000 if known else None


def network_agrees(at: int) -> bool:
    """Whether a clock that says `at`, UTC milliseconds, is one that the network sets."""
    known = _set_over_network()
    return known is not None and abs(known - at) <= NEAR_MS
