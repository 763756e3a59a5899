"""What a till would sell on without noticing, said before the first sale; the time does not grow with the shop."""

from collections.abc import Iterator

from kassa_tui.database import at_one_moment, rows
from kassa_tui.i18n import _
from kassa_tui.models import TRIGGERS
from kassa_tui.till.proof.problems import Problem, Proof, unbroken
from kassa_tui.till.proof.register_walk import RegisterWalk

AT_START = 1_000
"""Entries of each register: far below a second, however long the shop has sold."""

_BEFORE = "SELECT number, hash FROM journal WHERE register = ? ORDER BY number DESC LIMIT 1 OFFSET ?"


def problems(most: int = AT_START) -> list[Problem]:
    """Triggers that are gone, and what is wrong with the newest `most` entries of each register and with their rows.

    Raises StorageErrors.
    """
    proof = Proof()
    with unbroken(proof, "sqlite"):
        proof.problems.extend(Problem("", None, text) for text in _unprotected())
    with at_one_moment(), unbroken(proof, "register"):
        for (register,) in rows("SELECT code FROM register ORDER BY code"):
            with unbroken(proof, "journal", register):
                before = [(int(number), str(hashed)) for number, hashed in rows(_BEFORE, register, most)]
                walk = RegisterWalk(register, proof, after=before[0] if before else None)
                walk.read_on()
                walk.prove_end()
    return proof.problems


def _unprotected() -> Iterator[str]:
    """Triggers that are gone: what is sold could be changed afterwards."""
    there = {name for (name,) in rows("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    for trigger in TRIGGERS:
        name = trigger.split('"')[1]
        if name not in there:
            yield _("The protection {name} is missing").format(name=name)
