"""What the anchors say of the open database, for `kassa verify` and the doctor."""

from pathlib import Path

from kassa_tui.hw.ports import Level
from kassa_tui.i18n import _
from kassa_tui.till.anchor import anchors
from kassa_tui.till.anchor.anchors import Look
from kassa_tui.till.anchor.ends import End
from kassa_tui.till.ledger.receipt_numbers import number_text
from kassa_tui.till.proof import second_place
from kassa_tui.till.proof.problems import Problem

MANY = 20
"""Receipts that are not known beside the database; fewer may just have been recorded."""


def look(path: Path, label: str) -> Look:
    """Compare the open database, the one at `path`, with its anchors; `label` is that of the disk for second copies."""
    return anchors.look(path, second_place.folder_in_time(label) if label else None)


def problems(path: Path, label: str) -> list[Problem]:
    """What is missing, and which anchor does not say so: either way nobody can know that nothing is."""
    outside = look(path, label)
    missing = [Problem(gap.register, None, f"{gap.say()}.") for gap in outside.gaps]
    return missing + [Problem("", None, problem.say()) for problem in outside.problems]


def said(path: Path, label: str) -> tuple[Level, str, str]:
    """The same for the doctor: how it is, in words, and what to do."""
    outside = look(path, label)
    if outside.gaps:
        todo = _(
            "Put the newest copy or the missing file back, or start the register: it asks, and gives no number twice."
        )
        return Level.ERROR, " ".join(f"{gap.say()}." for gap in outside.gaps), todo
    if outside.problems:
        todo = _("The register writes it anew. If something may be missing, look at the newest backup first.")
        return Level.WARN, outside.problems[0].say(), todo
    if outside.strange:
        text = _("{file} is about another shop").format(file=outside.strange[0])
        return Level.WARN, text, _("Look whether this is the shop's own database.")
    if not outside.known:
        return Level.UNKNOWN, _("nothing beside the database knows them yet"), _("The register writes it down.")
    if outside.unknown >= MANY:
        text = _("the newest that is known beside the database is {ends}").format(ends=_ends(outside))
        todo = _("It could not be written since: look at the disk space, and at whose the folder is.")
        return Level.WARN, text, todo
    return Level.OK, _("nothing is missing up to {ends}").format(ends=_ends(outside)), ""


def _ends(outside: Look) -> str:
    return " · ".join(map(_end, outside.known))


def _end(end: End) -> str:
    return number_text(end.register, end.receipt) if end.receipt else f"{end.register} {end.number}"
