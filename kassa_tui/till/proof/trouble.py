"""What ended an act, as a sentence: a disk, a file or a byte by its name, anything else by a code that finds it."""

from kassa_tui.database import path_bound, row, trouble_of
from kassa_tui.errors import KassaError
from kassa_tui.i18n import N_
from kassa_tui.storage.trouble import StorageError, UnreadableError
from kassa_tui.till.ledger import faults
from kassa_tui.till.proof import verify


class FaultError(KassaError):
    """A fault of the program's own."""

    template = N_("Something went wrong in the program (code {code}).")


class TooMuchError(KassaError):
    """What was to be read goes on beyond every bound."""

    template = N_("What is to be read is too large or too deep.")


def said(error: Exception) -> KassaError:
    """The sentence for anything that ended a command: what no reader names by itself is looked for in the database."""
    if isinstance(error, KassaError):
        return error
    if isinstance(error, RecursionError | MemoryError):
        return TooMuchError()
    return trouble_of(error) or _damage() or FaultError(code=faults.note(error))


def _damage() -> StorageError | None:
    """What a row that cannot be may have led to: the first thing that the proof finds wrong with the database."""
    path = path_bound()
    if path is None:
        return None
    try:
        if row("SELECT 1 FROM sqlite_master WHERE name = 'journal'") is None:
            return None
        proof = verify.verify()
    except StorageError as error:
        return error
    except Exception as fault:
        faults.note(fault)
        return None
    return None if proof.proven else UnreadableError(file=path, problem=proof.problems[0].say())
