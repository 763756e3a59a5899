"""Compile the message catalogues when the package is built, editable installs included."""

from pathlib import Path
from typing import Any

from babel.messages import mofile, pofile
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LOCALE = "kassa_tui/locale"


def compile_catalogues(root: Path) -> None:
    """Write a `.mo` beside each `.po` below `root`/kassa_tui/locale."""
    for po in sorted((root / LOCALE).rglob("*.po")):
        with po.open("rb") as source, po.with_suffix(".mo").open("wb") as target:
            mofile.write_mo(target, pofile.read_po(source, locale=po.parts[-3]))


class CompileCatalogues(BuildHookInterface):  # type: ignore[type-arg]
    """Hatchling's hook: runs before the files are gathered."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        compile_catalogues(Path(self.root))


if __name__ == "__main__":
    compile_catalogues(Path(__file__).parent)
