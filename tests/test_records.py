"""Rows by the names of their columns, and statements that do not fit refused at once."""

import pytest
from msgspec import Struct, field

from kassa_tui.database import rows
from kassa_tui.records import ColumnsError, record, records
from tests.conftest import ShopUnderTest


class Sold(Struct, frozen=True):
    name: str
    active: bool
    price: int


class Named(Struct, frozen=True):
    code: str = field(name="name")


SOLD = "SELECT price, name, active FROM product WHERE name = ?"


def test_a_column_goes_to_the_field_of_its_name(shop: ShopUnderTest) -> None:
    shop.article("Bread", "2.95")
    assert records(Sold, SOLD, "Bread") == [Sold("Bread", True, 295)]
    assert record(Sold, SOLD, "Bread") == Sold("Bread", True, 295)
    assert record(Sold, SOLD, "Cheese") is None


def test_a_field_may_declare_its_column(shop: ShopUnderTest) -> None:
    shop.article("Bread", "2.95")
    assert records(Named, "SELECT name FROM product") == [Named("Bread")]


def test_columns_in_the_order_of_the_fields_and_without_flags(shop: ShopUnderTest) -> None:
    class Priced(Struct, frozen=True):
        name: str
        price: int

    shop.article("Bread", "2.95")
    assert record(Priced, "SELECT name, price FROM product") == Priced("Bread", 295)
    assert record(Priced, "SELECT price, name FROM product") == Priced("Bread", 295)


@pytest.mark.parametrize(
    "columns",
    ["name, active", "name, active, price, code", "name, active, price, price", "name, active, price AS cost"],
)
def test_another_column_is_refused_even_without_a_row(shop: ShopUnderTest, columns: str) -> None:
    assert rows("SELECT 1 FROM product") == []
    with pytest.raises(ColumnsError):
        records(Sold, f"SELECT {columns} FROM product")


def test_a_statement_is_not_run_to_learn_its_columns(shop: ShopUnderTest) -> None:
    shop.article("Bread", "2.95")
    with pytest.raises(ColumnsError):
        records(Sold, "UPDATE product SET price = 1 RETURNING name")
    assert rows("SELECT price FROM product") == [(295,)]
