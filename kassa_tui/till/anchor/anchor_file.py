"""The anchor's file, `kassa.db.known` or one on a stick: the mark of a shop, then a line for each shop that was here.

A line is canonical JSON with a short checksum (docs/files.md). What cannot be read is said by the file's name and is no
reason to stop; it is written anew with what the database knows.
"""

import errno
import os
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from kassa_tui.database import MARK
from kassa_tui.i18n import N_
from kassa_tui.storage import bounded, promised
from kassa_tui.storage.trouble import Trouble
from kassa_tui.till.anchor.ends import End, Hash, newest
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.journal import canonical

LARGEST = 64_000
"""Bytes that are read."""

MOST_SHOPS = 8
"""Shops that had their database at one path, or share a stick's name."""

LATEST = 250_000_000_000_000
"""UTC milliseconds; what lies beyond is no time that a clock can say."""

_SUM_DIGITS = 8


class AnchorError(TillError):
    """A file that should know the newest receipts, and does not say them."""

    template = N_("{file} does not say which receipts are the newest: {problem}")


class Anchor(Struct, frozen=True, forbid_unknown_fields=True):
    """What is known of a shop outside its database.

    `shop` is the hash of its first entry, `file` the database, `copy` whether that is a copy that somebody opened
    elsewhere; `time` the newest time that was believed, in UTC milliseconds.
    """

    shop: Hash
    file: Annotated[str, Meta(max_length=4096)]
    time: Annotated[int, Meta(ge=0, le=LATEST)]
    ends: Annotated[tuple[End, ...], Meta(max_length=200)]
    copy: bool = False
    anchor: Literal[1] = 1


class Contents(Struct, frozen=True):
    """What a file says, and what is wrong with it; one that is not there says nothing."""

    anchors: tuple[Anchor, ...] = ()
    problem: AnchorError | None = None

    def of(self, shop: str) -> Anchor | None:
        """What it says of a shop; of several lines, which nobody but a hand puts there, all that they know."""
        lines = [anchor for anchor in self.anchors if anchor.shop == shop]
        if not lines:
            return None
        ends = newest(end for anchor in lines for end in anchor.ends)
        return replace(lines[0], ends=ends, time=max(anchor.time for anchor in lines))


def _sum(facts: dict[str, Any]) -> str:
    return sha256(canonical(facts).encode()).hexdigest()[:_SUM_DIGITS]


def line(anchor: Anchor) -> str:
    """The anchor as it stands in a file."""
    facts = msgspec.to_builtins(anchor)
    return canonical(facts | {"sum": _sum(facts)})


def _of(text: bytes) -> Anchor:
    """Raises ValueError for what was not written so."""
    facts = msgspec.json.decode(text, type=dict[str, Any])
    if facts.pop("sum", None) != _sum(facts):
        raise ValueError
    return msgspec.convert(facts, Anchor)


def read(file: Path) -> Contents:
    """What a file says, whatever it is."""
    try:
        content = bounded.read_bytes(file, LARGEST)
    except FileNotFoundError:
        return Contents()
    except OSError as problem:
        long = problem.errno == errno.EFBIG
        why = Trouble(N_("it is too long")) if long else os.strerror(problem.errno or errno.EIO)
        return Contents(problem=AnchorError(file=file, problem=why))
    anchors: list[Anchor] = []
    begins, lines = content.startswith(MARK), content.removeprefix(MARK).splitlines()
    whole = begins and content.endswith(b"\n")
    for text in lines:
        try:
            anchors.append(_of(text))
        except (ValueError, RecursionError):
            whole = False
    torn = None if whole else AnchorError(file=file, problem=Trouble(N_("it is torn, or somebody changed it")))
    return Contents(tuple(anchors), torn)


def write(file: Path, anchor: Anchor, others: Iterable[Anchor] = ()) -> None:
    """The anchor, durable when this returns, with those of other shops in the same file. Raises OSError."""
    lines = [anchor, *(other for other in others if other.shop != anchor.shop)][:MOST_SHOPS]
    text = "".join(f"{line(each)}\n" for each in lines)
    promised.write_bytes(file, MARK + text.encode(), mode=0o600)
