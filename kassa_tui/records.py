"""Rows of a query in SQL as structs, by the names of their columns."""

from collections.abc import Callable, Iterable, Iterator
from itertools import starmap
from operator import itemgetter
from typing import Any, TypeVar

import apsw
from msgspec import Struct
from msgspec.structs import fields

from kassa_tui.database import bound

Record = TypeVar("Record", bound=Struct)
Row = tuple[Any, ...]

_MAKERS: dict[tuple[type[Struct], str], Callable[[Iterable[Row]], Iterable[Any]]] = {}
"""What makes structs of rows, by struct and statement: the columns are looked at once."""


class ColumnsError(TypeError):
    """A statement whose columns are not the fields of the struct that is to be made."""


def records(kind: type[Record], sql: str, *values: object) -> list[Record]:
    """All rows of a query, each as a `kind`; a column goes to the field of its name, 0 and 1 to a bool as such.

    A field whose column has another name declares it (`msgspec.field(name=...)`). Raises ColumnsError when a column has
    no field, or a field no column, also for a query without rows.
    """
    return list(stream(kind, sql, *values))


def stream(kind: type[Record], sql: str, *values: object) -> Iterator[Record]:
    """The same one by one, as the database gives them: for queries of any length. Raises ColumnsError as `records`."""
    make = _MAKERS.get((kind, sql)) or _maker(kind, sql, values)
    return iter(make(bound().execute_sql(sql, values)))


def record(kind: type[Record], sql: str, *values: object) -> Record | None:
    """The first row of a query as a `kind`, None for no row. Raises ColumnsError as `records`."""
    return next(stream(kind, sql, *values), None)


def _maker(kind: type[Record], sql: str, values: Row) -> Callable[[Iterable[Row]], Iterable[Record]]:
    """What makes structs of this statement's rows."""
    columns = _columns(sql, values)
    wanted = [field.encode_name for field in fields(kind)]
    if sorted(columns) != sorted(wanted):
        differing = ", ".join(sorted({*columns} ^ {*wanted}) or columns)
        raise ColumnsError(f"{kind.__name__} and its statement differ in {differing}")
    places = [columns.index(name) for name in wanted]
    flags = [number for number, field in enumerate(fields(kind)) if field.type is bool]
    make = _made(kind, places, flags)
    _MAKERS[kind, sql] = make
    return make


def _columns(sql: str, values: Row) -> list[str]:
    """The names of a statement's columns; it is prepared, not run."""
    names: list[str] = []

    def look(cursor: apsw.Cursor, _sql: str, _values: object) -> bool:
        names.extend(name for name, _type in cursor.get_description())
        return False

    cursor = bound().cursor()
    cursor.exec_trace = look
    try:
        cursor.execute(sql, values)
    except apsw.ExecTraceAbort:
        cursor.close()
    return names


def _made(kind: type[Record], places: list[int], flags: list[int]) -> Callable[[Iterable[Row]], Iterable[Record]]:
    """What makes structs of rows, with as little to do a row as its columns allow."""
    in_order = places == list(range(len(places)))
    ordered: Callable[[Row], Row] = tuple if in_order else itemgetter(*places)
    if flags:
        return lambda rows: (kind(*_with_flags(ordered(row), flags)) for row in rows)
    if in_order:
        return lambda rows: starmap(kind, rows)
    return lambda rows: starmap(kind, map(ordered, rows))


def _with_flags(row: Row, flags: list[int]) -> list[Any]:
    values = [*row]
    for flag in flags:
        values[flag] = bool(values[flag])
    return values
