"""The real evdev and libusb on devices that umockdev mocks: the cases of umock_cases, each in a process of its own."""

import ast
import importlib.util
import os
import shutil
import subprocess
import sys
from ctypes.util import find_library
from pathlib import Path

import pytest

from tests.hw import driver

CASES = Path(__file__).with_name("umock_cases.py")
ROOT = Path(__file__).resolve().parents[2]
_WRAPPER = shutil.which("umockdev-wrapper")


def cases() -> list[str]:
    """Their names, without importing them."""
    tree = ast.parse(CASES.read_text(encoding="utf-8"))
    return [each.name for each in tree.body if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")]


@pytest.mark.skipif(not os.environ.get("KASSA_DEVICES"), reason="emulated devices keep real time: make devices")
@pytest.mark.skipif(_WRAPPER is None, reason="umockdev is not installed")
@pytest.mark.parametrize("case", cases())
def test_on_a_mocked_device(case: str) -> None:
    if "usb" in case and find_library("usb-1.0") is None:
        pytest.skip("libusb is not installed")
    if "usb" not in case and importlib.util.find_spec("evdev") is None:
        pytest.skip(driver.MISSING)
    listed = pytest_on(f"{CASES}::{case}", "--collect-only")
    each = [line for line in listed.stdout.splitlines() if "::" in line]
    assert each, listed.stdout + listed.stderr
    for one in each:
        done = pytest_on(one)
        assert done.returncode == 0, done.stdout + done.stderr


def pytest_on(case: str, *more: str) -> "subprocess.CompletedProcess[str]":
    """Run one case on a mocked bed: the library cannot make a second one in the same process."""
    command = [str(_WRAPPER), sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", *more, case]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
