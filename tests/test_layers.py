"""The domain can be used without the screen, the devices' libraries or Babel, at run time too."""

import subprocess
import sys

import pytest

HEAVY = ("textual", "escpos", "PIL", "evdev", "usb", "babel", "qrcode")


def loaded_after(statement: str) -> set[str]:
    """The top-level modules that a fresh process has after a statement."""
    script = f"{statement}\nimport sys\nprint(' '.join({{name.partition('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "module",
    ["kassa_tui.till.sale.sales", "kassa_tui.till.proof.verify", "kassa_tui.till.setup.founding", "kassa_tui.cli.main"],
)
def test_the_domain_loads_nothing_heavy(module: str) -> None:
    assert not loaded_after(f"import {module}") & set(HEAVY)
