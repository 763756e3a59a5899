"""How long a disk takes for what must be durable."""

import os
import tempfile
import time
from pathlib import Path

SYNCS, SYNC_BYTES = 50, 4096


def measure(folder: Path) -> list[float]:
    """Seconds that each of some durable writes took, sorted. Raises OSError where nothing can be written."""
    taken = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _write in range(SYNCS):
            begun = time.perf_counter()
            os.pwrite(file.fileno(), os.urandom(SYNC_BYTES), 0)
            os.fdatasync(file.fileno())
            taken.append(time.perf_counter() - begun)
    return sorted(taken)
