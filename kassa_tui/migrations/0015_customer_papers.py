"""Papers that name a customer are kept apart; their table is in 0015_customer_papers.sql."""

from pathlib import Path
from typing import Any

COLUMNS = (
    ("print_job", "customer_paper_id", "customer_paper"),
    ("mail", "paper_id", "paper"),
    ("mail", "customer_paper_id", "customer_paper"),
)
"""Table, column and the table that it points into; null in all rows of before."""


def up(_migrator: Any, db: Any) -> None:
    """A table, empty, with its triggers; jobs and letters can be about its papers."""
    for _row in db.connection().execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")):
        pass
    for table, column, target in COLUMNS:
        db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN "{column}" INTEGER REFERENCES "{target}" ("id")')
