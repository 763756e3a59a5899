"""Any file that somebody may import: columns there or not, cells empty or not, and what programs do to files."""

import csv
import io
from collections.abc import Mapping, Sequence

from hypothesis import strategies as st
from msgspec import Struct

Row = dict[str, str]


class AnyFile(Struct, frozen=True):
    """A file, and what stood in it: rows by the names of their columns. `whole` unless its end is gone."""

    table: tuple[Row, ...]
    content: bytes
    whole: bool

    def held(self, key: str) -> dict[str, set[str]]:
        """Which columns hold something, by what a row has in its column `key`."""
        return {row[key]: {name for name, cell in row.items() if cell} for row in self.table}


@st.composite
def any_file(draw: st.DrawFn, key: str, keys: Sequence[str], cells: Mapping[str, Sequence[str]]) -> AnyFile:
    """Rows of these keys with columns of these cells, in any encoding, by any separator, whole or broken off."""
    names = draw(st.lists(st.sampled_from(sorted(cells)), unique=True, max_size=5))
    table = [
        {name: draw(st.sampled_from(cells[name])) for name in names} | {key: each}
        for each in draw(st.lists(st.sampled_from(keys), unique=True, min_size=1))
    ]
    out = io.StringIO(newline="")
    separator = draw(st.sampled_from(";,\t"))
    writer = csv.DictWriter(out, [key, *names], delimiter=separator)
    out.write(draw(st.sampled_from(["", f"sep={separator}\n"])))
    writer.writeheader()
    writer.writerows(table)
    content = out.getvalue().encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "cp850", "utf-16"])))
    end = draw(st.sampled_from([None, None, None, -3, -9, -30]))
    return AnyFile(tuple(table), content[:end], whole=end is None)
