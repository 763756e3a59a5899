"""`kassa help`: the manual page, made from the command line as it is, so that it never says anything else.

Source of the form: man(7) and groff_man(7).
"""

import subprocess
from argparse import SUPPRESS, Action, ArgumentParser, Namespace, _HelpAction, _SubParsersAction, _VersionAction
from collections.abc import Iterator

from kassa_tui import __version__
from kassa_tui.cli.common import DONE, REFUSED, WRONG_USE, Commands, common_options

COMMON = {"--db", "--json"}
"""What every command takes, said once."""

DESCRIPTION = """\
A cash register for small shops, full-screen in a terminal. Without a command it opens; the first time it asks a few
questions and makes the shop. The commands do the same acts without a screen, for cron and scripts: each is done by
somebody who may do it, is written to the journal, and is refused with a sentence when it may not be done. Money is
typed with the decimal mark of the shop's language, days as 2026-11-28."""

EXITS = (
    (str(DONE), "It is done."),
    (str(REFUSED), "It was refused, or nothing could be proven; the sentence on standard error says why."),
    (str(WRONG_USE), "The command was not understood."),
)

FILES = (
    ("~/.local/state/kassa-tui/kassa.db", "The shop: everything that was sold, counted and changed."),
    ("~/.config/kassa-tui/kassa.toml", "The machine: register, printer, scanner, display, mail. Only read."),
    ("/etc/kassa-tui/kassa.toml", "The same for the whole machine; it goes before the user's own."),
    ("/var/lib/kassa-tui", "Shop and settings where kassa install has set the machine up."),
)

ENVIRONMENT = (
    ("KASSA_SETTINGS", "The settings file to use instead."),
    ("STATE_DIRECTORY, XDG_STATE_HOME", "Where the shop's database is; the first is set by systemd."),
    ("CACHE_DIRECTORY, XDG_CACHE_HOME", "Where is what can be made again."),
    ("XDG_CONFIG_HOME", "Where the folder with the user's settings file is."),
    ("LC_ALL, LC_MESSAGES, LANG", "The language before there is a shop: nl, da or en."),
    ("TERM", "linux means the bare console, with its sixteen colours."),
    ("NOTIFY_SOCKET, WATCHDOG_USEC", "Set by systemd, which is told that the register is ready and still answers."),
)

EXAMPLES = (
    ("Play with a shop that does not matter:", "kassa demo --language nl"),
    ("Close the session from the office, everything stays in the drawer:", "kassa session close --remote --leave-all"),
    ("What was sold today, for a script:", "kassa report day --json"),
    ("Prove that nothing was changed or is missing:", "kassa verify"),
    ("A proven copy on another disk:", "kassa backup --to /media/stick"),
)


def roff(text: str) -> str:
    """Text that stays as it is: no backslash commands, real minus signs, nothing at the start that is a request."""
    safe = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{safe}" if safe.startswith((".", "'")) else safe


def _entry(name: str, text: str) -> Iterator[str]:
    yield ".TP"
    yield f"\\fB{roff(name)}\\fR"
    yield roff(text)


def _argument(action: Action) -> str:
    """What stands behind an option, or for a word of the command."""
    if action.nargs == 0:
        return ""
    if isinstance(action.metavar, str):
        return action.metavar
    return "|".join(map(str, action.choices)) if action.choices else action.dest.upper()


def _options(of: ArgumentParser, without: set[str]) -> Iterator[str]:
    """Each option and word of a command with what it means."""
    for action in of._actions:
        kind = (_HelpAction, _VersionAction, _SubParsersAction)
        if isinstance(action, kind) or without.intersection(action.option_strings) or action.help == SUPPRESS:
            continue
        names = ", ".join(action.option_strings)
        yield from _entry(f"{names} {_argument(action)}".strip(), action.help or "")


def _commands(of: ArgumentParser) -> Iterator[str]:
    """Every command, those in groups by their full names."""
    for group in (action for action in of._actions if isinstance(action, _SubParsersAction)):
        about = {choice.dest: choice.help or "" for choice in group._choices_actions}
        for word, command in group.choices.items():
            if any(isinstance(action, _SubParsersAction) for action in command._actions):
                yield from _commands(command)
            else:
                yield f'.SS "{roff(command.prog)}"'
                yield roff(about[word])
                yield from _options(command, COMMON)


def _listed(title: str, entries: tuple[tuple[str, str], ...]) -> Iterator[str]:
    yield f".SH {title}"
    for name, text in entries:
        yield from _entry(name, text)


def page(root: ArgumentParser) -> str:
    """The whole page of a command line in roff, UTF-8."""
    lines = [
        f'.TH KASSA 1 "" "kassa\\-tui {__version__}" "User Commands"',
        ".SH NAME", "kassa \\- a cash register for small shops",
        ".SH SYNOPSIS", ".B kassa", "[\\fIOPTION\\fR]... [\\fICOMMAND\\fR [\\fIARGUMENT\\fR]...]",
        ".SH DESCRIPTION", *map(roff, DESCRIPTION.splitlines()),
        ".SH OPTIONS", roff("Every command takes --db, --json and --help."),
        *_options(root, set()),
        ".SH COMMANDS", *_commands(root),
        *_listed('"EXIT STATUS"', EXITS), *_listed("FILES", FILES), *_listed("ENVIRONMENT", ENVIRONMENT),
        ".SH EXAMPLES",
    ]  # fmt: skip
    for text, command in EXAMPLES:
        lines += [".PP", roff(text), ".PP", ".RS 4", ".nf", roff(command), ".fi", ".RE"]
    return "\n".join(lines) + "\n"


def _help(args: Namespace) -> int:
    """Show the page with man, or as it is where there is none."""
    if args.roff:
        print(page(args.command_line), end="")
        return DONE
    try:
        return subprocess.run(["man", "-l", "-"], input=page(args.command_line).encode(), check=False).returncode
    except FileNotFoundError:
        args.command_line.print_help()
        return DONE


def add_to(commands: Commands) -> None:
    """Add the command to the command line."""
    parser: ArgumentParser = commands.add_parser("help", help="the manual: every command, its options and examples")
    parser.add_argument("--roff", action="store_true", help="the page as man reads it, for a file of its own")
    common_options(parser)
    parser.set_defaults(run=_help)
