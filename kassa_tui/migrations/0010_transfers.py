"""Who may book a bank transfer as received: owners and managers."""

from typing import Any


def up(_migrator: Any, db: Any) -> None:
    """The permission of a shop of before, for the roles that have it at set-up."""
    db.execute_sql(
        "INSERT INTO permission (role, action) "
        "SELECT code, 'order.transfer' FROM role WHERE code IN ('owner', 'manager')"
    )
