"""What all tables share."""

from collections.abc import Iterable

from peewee import SQL, Check, DatabaseProxy, Model, Node

database = DatabaseProxy()
"""Bound by `database.open_database`, and only there."""


def references(table: str, column: str = "id") -> Node:
    """A foreign key to another table's column."""
    return SQL(f'REFERENCES "{table}" ("{column}")')


def one_of(column: str, values: Iterable[str]) -> Node:
    """A check that a word is one of a few."""
    listed = ", ".join(f"'{value}'" for value in values)
    return Check(f'"{column}" IN ({listed})')


def flag(column: str) -> list[Node]:
    """A check for a yes or no kept as 1 or 0."""
    return [Check(f'"{column}" IN (0, 1)')]


class Table(Model):
    """What all tables share."""

    class Meta:
        database = database
        legacy_table_names = False
        strict_tables = True
