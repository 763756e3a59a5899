"""Long trials of what must never be lost: `make torture`, with ARGS=short what CI has time for, ARGS=long all of it."""

import os

import pytest

LENGTH = os.environ.get("KASSA_TORTURE", "")
TRIAL = pytest.mark.skipif(not LENGTH, reason="trials take minutes: make torture")


def times(*, short: int, usual: int, long: int) -> int:
    """How often something is tried, by how much time there is."""
    return {"short": short, "long": long}.get(LENGTH, usual)
