"""How the interpreter is tuned for a register: when it looks for what is gone, and how soon threads take turns."""

import gc
import sys

HAND_OVER = 0.001
"""Seconds after which a thread that computes lets another one go on."""


def hold_collection() -> None:
    """Until the first screen stands nothing is thrown away: looking for it would only take time."""
    gc.disable()


def settle() -> None:
    """What the start made stays for good: it is not looked through again and again."""
    gc.freeze()
    gc.enable()


def tidy() -> None:
    """Let go of what is gone in circles of references; for a moment when nobody waits."""
    gc.collect()


def take_turns() -> None:
    """The picture is written by a thread of its own, which must not wait for what is computed next."""
    sys.setswitchinterval(HAND_OVER)
