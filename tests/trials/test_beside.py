"""Beside a till that sells: every answer is of one moment."""

import json
import subprocess
import sys
import threading
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.trials import TRIAL, times
from tests.trials.conftest import Start, proven

RUNS = times(short=12, usual=60, long=200)
KASSA = str(Path(sys.executable).with_name("kassa"))


def _ask(stall: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([KASSA, *words, "--db", str(stall)], capture_output=True, text=True, check=False)


def _agrees(day: Any) -> bool:
    """Whether employees, payment methods and rates of a day report come to its total."""
    parts = (
        sum(Decimal(each["total"]) for each in day["employees"]),
        sum(Decimal(each["amount"]) for each in day["methods"]),
        sum(Decimal(each["gross"]) for each in day["rates"]),
    )
    return {Decimal(day["total"]["total"])} == set(parts)


@TRIAL
def test_nothing_is_said_beside_a_selling_till_that_is_not_so(stall: Path, seller: Start) -> None:
    process = seller(1)
    sold: list[str] = []

    def read() -> None:
        assert process.stdout is not None
        sold.extend(line for line in process.stdout if line.startswith("SOLD"))

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    totals = []
    for _run in range(RUNS):
        proof = _ask(stall, "verify")
        assert proof.returncode == 0, proof.stdout
        doctor = json.loads(_ask(stall, "doctor", "--json").stdout)
        assert [each["level"] for each in doctor if each["name"] == "proof"] == ["ok"]
        day = json.loads(_ask(stall, "report", "day", "--json").stdout)
        assert _agrees(day), day
        totals.append(Decimal(day["total"]["total"]))
    process.kill()
    reader.join()
    assert len(set(totals)) == RUNS
    assert proven(stall) == []
    print(f"{RUNS} proofs, doctors and reports beside {len(sold)} sales")
