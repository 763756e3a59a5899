"""Each write and sync of a sale fails once, or is the last thing that the program does."""

import errno
import os
import subprocess
from itertools import count
from pathlib import Path

import pytest

from tests.trials import TRIAL, times
from tests.trials.conftest import ROOT, SELLER, proven, stored

STEP = times(short=2, usual=1, long=1)


@TRIAL
@pytest.mark.parametrize("sales", [2, 1], ids=["and the next sale", "and the plug"])
@pytest.mark.parametrize("error", [errno.EIO, errno.ENOSPC, 0], ids=["EIO", "ENOSPC", "killed"])
def test_what_is_said_of_a_sale_is_so(stall: Path, failing: Path, error: int, sales: int) -> None:
    """Said to be recorded, it is there; said to be refused, it is not; and the next sale works at once."""
    fails, kept = 0, stall.read_bytes()
    for at in count(1, STEP):
        for each in stall.parent.glob("shop.db*"):
            each.unlink()
        stall.write_bytes(kept)
        (stall.parent / "shop.db.known").touch()
        came, trouble = stall.parent / "came", stall.parent / "trouble"
        came.unlink(missing_ok=True)
        trouble.unlink(missing_ok=True)
        environment = {
            **os.environ,
            "LD_PRELOAD": str(failing), "FAIL_FILE": "shop.db", "FAIL_AT": str(at), "FAIL_WITH": str(error),
            "FAIL_FROM": str(trouble), "FAIL_DONE": str(came),
        }  # fmt: skip
        done = subprocess.run(
            [*SELLER, str(stall), "1", str(trouble), str(sales)],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        words = [line.split() for line in done.stdout.splitlines()]
        first, *later = [line for line in words if line[0] in ("SOLD", "REFUSED")] or [[]]
        told = {line[1]: (line[2], int(line[3])) for line in (first, *later) if line and line[0] == "SOLD"}
        there = stored(stall)
        assert proven(stall) == []
        assert {uid: there.get(uid) for uid in told} == told, (at, done.stdout)
        if error:
            assert there.keys() == told.keys(), (at, done.stdout)
            assert [line[0] for line in later] == ["SOLD"] * (sales - 1), (at, done.stdout, done.stderr)
        if not came.exists():
            break
        fails += 1
    assert fails
    print(f"{fails} writes and syncs of a sale failed with {errno.errorcode.get(error, 'kill -9')}")
