"""Measure what people wait for, beside the least that any program could take, and print one table.

    make bench
    .venv/bin/python tests/bench/run.py [--quick] [--json FILE]

Both sides of a ratio are measured in turns in the same run, so that a busy machine slows both; a quiet one
is still better. A row that falls short says so and does not fail the run.
"""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from tests.bench.suite import run

    sys.exit(run(__doc__ or ""))
