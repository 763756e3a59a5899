"""A record of many fields is made by their names: a place among seven says nothing, and moves in silence."""

import ast
from pathlib import Path

import pytest

MOST = 6
SOURCES = sorted((Path(__file__).parents[1] / "kassa_tui").rglob("*.py"))


def name_of(called: ast.expr) -> str:
    return ast.unparse(called).rpartition(".")[-1]


def is_record(node: ast.ClassDef, known: set[str]) -> bool:
    decorated = any("dataclass" in ast.unparse(decorator) for decorator in node.decorator_list)
    return decorated or bool(known & {name_of(base) for base in node.bases})


def record_names(trees: list[ast.Module]) -> set[str]:
    """Every struct, dataclass and named tuple, with those that are made of them."""
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    known: set[str] = {"Struct", "NamedTuple"}
    while more := {node.name for node in classes if is_record(node, known)} - known:
        known |= more
    return known


def by_place(source: str, known: set[str]) -> list[int]:
    """The lines where a record of a known name is given more than six fields by their places."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [call.lineno for call in calls if len(call.args) > MOST and name_of(call.func) in known]


def test_no_record_is_made_of_more_than_six_fields_by_place() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in SOURCES}
    known = record_names([ast.parse(text) for text in texts.values()])
    assert {"Article", "ListValues", "Devices"} <= known
    assert {str(path): lines for path, text in texts.items() if (lines := by_place(text, known))} == {}


def test_a_record_by_place_is_seen() -> None:
    known = record_names([ast.parse("class Row(Struct): ...\nclass Long(Row): ...")])
    assert by_place("Long(1, 2, 3, 4, 5, 6, 7)\nother(1, 2, 3, 4, 5, 6, 7)\nx.Row(1, 2, 3, 4, 5, 6, g=7)", known) == [1]


def targets(node: ast.AST) -> list[ast.expr]:
    """What a loop, a comprehension or an assignment gives names to."""
    if isinstance(node, ast.Assign):
        return node.targets
    return [node.target] if isinstance(node, ast.For | ast.comprehension) else []


def names_in(target: ast.expr) -> int:
    return len(target.elts) if isinstance(target, ast.Tuple | ast.List) else 1


def taken_apart(source: str) -> list[int]:
    """The lines where something is taken apart into more than six names: a row is often read in one function and taken
    apart in another, so who reads SQL is not asked.
    """
    given = [target for node in ast.walk(ast.parse(source)) for target in targets(node)]
    parts = [part for target in given for part in ast.walk(target) if isinstance(part, ast.expr)]
    return sorted(part.lineno for part in parts if names_in(part) > MOST)


def test_no_row_is_taken_apart_into_more_than_six_names() -> None:
    found = {str(path): lines for path in SOURCES if (lines := taken_apart(path.read_text(encoding="utf-8")))}
    assert found == {}


@pytest.mark.parametrize(
    "source",
    [
        "for a, b, c, d, e, f, *g in rows(sql): ...",
        "[a for a, b, c, d, e, f, g in rows(sql)]",
        "for n, (a, b, c, d, e, f, g) in enumerate(rows(sql)): ...",
        "def line(row):\n    a, b, c, d, e, f, g = row[:7]",
        "[a, b, c, d, e, f, *g] = row",
    ],
)
def test_a_row_that_is_taken_apart_is_seen(source: str) -> None:
    assert taken_apart(source) == [source.count("\n") + 1]


def test_six_names_are_allowed() -> None:
    assert taken_apart("a, b, c, d, e, f = row\nfor a, b, c, d, e, *f in rows(sql): ...") == []
