"""Who may order what is not in the catalogue: everybody, cashiers up to an amount."""

from typing import Any


def up(_migrator: Any, db: Any) -> None:
    """The permission of a shop of before, for the roles that it has; 5000 minor units for cashiers."""
    db.execute_sql(
        'INSERT INTO permission (role, action, "limit") '
        "SELECT code, 'order.free_line', CASE code WHEN 'cashier' THEN 5000 END FROM role "
        "WHERE code IN ('owner', 'manager', 'cashier')"
    )
