"""Waiting after wrong PINs by a clock that nobody can turn, ended by a manager; and what is not believed of a clock."""

from typing import Any


def up(_migrator: Any, db: Any) -> None:
    """Waits of before have no start of the machine: what somebody still waits for begins with the present one."""
    db.execute_sql('ALTER TABLE "attempt" ADD COLUMN "boot" TEXT')
    db.execute_sql('ALTER TABLE "attempt" ADD COLUMN "in_row" INTEGER')
    db.execute_sql(
        'CREATE TABLE "clock_doubt" ("register" TEXT NOT NULL PRIMARY KEY REFERENCES "register" ("code"), '
        '"believed" INTEGER NOT NULL) STRICT'
    )
    db.execute_sql(
        "INSERT INTO permission (role, action) "
        "SELECT code, 'staff.end_wait' FROM role WHERE code IN ('owner', 'manager')"
    )
