"""`kassa verify` and `kassa replay`."""

from argparse import SUPPRESS, ArgumentParser, Namespace
from pathlib import Path

from kassa_tui.cli.common import DONE, REFUSED, Commands, common_options, database_path, opened, show
from kassa_tui.cli.views import decimal
from kassa_tui.till.proof import anchor_check, replay, verify


def _verify(args: Namespace) -> int:
    settings = opened(args)
    proof = verify.verify()
    proof.problems += anchor_check.problems(database_path(args, settings), settings.backup.label)
    counts = {"entries": proof.entries, "receipts": proof.receipts, "sessions": proof.sessions}
    problems = [{"register": p.register or None, "entry": p.entry, "problem": p.text} for p in proof.problems]
    lines = [problem.say() for problem in proof.problems[:50]]
    show(args, {"proven": proof.proven, **counts, "problems": problems}, "\n".join([*lines, proof.verdict()]))
    return DONE if proof.proven else REFUSED


def _replay(args: Namespace) -> int:
    sessions = []
    for session in replay.run(args.folder, args.db):
        sessions.append(
            {
                "session": session.session,
                "receipts": session.receipts,
                "expected_cash": decimal(session.expected_cash),
                "counted_cash": decimal(session.counted_cash),
                "closing_discrepancy": decimal(session.closing_discrepancy),
                "card": decimal(session.card),
            }
        )
    heads = list(sessions[0]) if sessions else []
    table = [heads, *([str(value) for value in row.values()] for row in sessions)]
    text = "\n".join("  ".join(f"{cell:>19}" for cell in row) for row in table)
    show(args, sessions, text)
    return DONE


def add_to(commands: Commands) -> None:
    """Add both commands to the command line."""
    proof: ArgumentParser = commands.add_parser("verify", help="prove that nothing was changed or is missing")
    proof.set_defaults(run=_verify, reads=True)
    common_options(proof)
    again: ArgumentParser = commands.add_parser("replay", help="ring up recorded sales into a new database")
    again.add_argument("folder", type=Path, metavar="DIR", help="the folder with sessions.json and transactions.jsonl")
    again.add_argument("--db", type=Path, metavar="FILE", required=True, help="the new database; it must not exist yet")
    again.add_argument("--json", action="store_true", default=SUPPRESS, help="print JSON and nothing else")
    again.set_defaults(run=_replay)
