"""Count the names that say only that there is something: `make check` keeps the number from growing.

    python tests/tools/vague_names.py [--check] [PATH ...]

`found`, `each` and their like may live three lines; what lives longer says what it is. A name counts once for each
function in which it lives longer, as a parameter or a local; in a module it counts as well.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
VAGUE = {"found", "each", "kept", "told", "shown", "listed"}
STAND_INS = {"result", "data", "value", "item", "res", "tmp"}
LINES = 3
"""For so many lines a name need not say what it is."""

MOST_VAGUE, MOST_STAND_INS = 0, 0
"""How many there are: these numbers may only fall."""

Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.Module


class Vague(NamedTuple):
    """A name that lives too long."""

    path: Path
    line: int
    name: str


def _inside(scope: Scope) -> Iterator[ast.AST]:
    """The nodes of a scope, without those of the functions in it."""
    waiting = list(ast.iter_child_nodes(scope))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            waiting.extend(ast.iter_child_nodes(node))


def _lives(scope: Scope) -> dict[str, tuple[int, int]]:
    """From which line to which each name lives that the scope binds."""
    bound: dict[str, int] = {}
    last: dict[str, int] = {}
    for node in _inside(scope):
        if isinstance(node, ast.arg):
            bound[node.arg] = node.lineno
        elif isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Store):
                bound[node.id] = min(node.lineno, bound.get(node.id, node.lineno))
            last[node.id] = max(node.lineno, last.get(node.id, node.lineno))
    return {name: (line, last.get(name, line)) for name, line in bound.items()}


def vague(path: Path, names: set[str]) -> Iterator[Vague]:
    """Those of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    scopes = [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    for scope in [tree, *scopes]:
        for name, (first, last) in _lives(scope).items():
            if name in names and last - first >= LINES:
                yield Vague(path, first, name)


def _files(paths: list[str]) -> list[Path]:
    named = [Path(path) for path in paths] or [ROOT / "kassa_tui"]
    return [file for path in named for file in (sorted(path.rglob("*.py")) if path.is_dir() else [path])]


def _kept(what: str, most: int, there: list[Vague]) -> bool:
    """Whether there are as many as the number says; more are named, fewer ask for a smaller number."""
    if len(there) > most:
        print(*(f"{place.path}:{place.line}: {place.name}" for place in there), sep="\n")
    if len(there) != most:
        print(f"{what}: {len(there)}, and {most} in tests/tools/vague_names.py, where the number may only fall.")
    return len(there) == most


def main(words: list[str]) -> int:
    """Print them, or with `--check` compare their numbers with what they were."""
    files = _files([word for word in words if word != "--check"])
    one, other = ([place for file in files for place in vague(file, names)] for names in (VAGUE, STAND_INS))
    if "--check" in words:
        checks = [_kept("Vague names", MOST_VAGUE, one), _kept("Stand-ins", MOST_STAND_INS, other)]
        return 0 if all(checks) else 1
    print(*(f"{place.path}:{place.line}: {place.name}" for place in sorted(one + other)), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
