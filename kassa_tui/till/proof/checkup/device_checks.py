"""How printer, drawer, scanner and keyboards are, and what came of trying them.

What they say is asked by whoever may import drivers, and handed in.
"""

from collections.abc import Iterable, Iterator

from kassa_tui.hw.ports import NO_PRINTER, DeviceState, Keyboard, Kicked, Level, Looked, Sensed
from kassa_tui.i18n import N_, _
from kassa_tui.till.proof.checkup.findings import Finding
from kassa_tui.till.proof.code_words import CodeWords

ROLES = {
    "scanner": N_("scanner, read by the till alone"),
    "keyboard": N_("keyboard, its keys act at once"),
    "both": N_("keyboard with a scanner in it, never grabbed"),
    "": N_("has shown nothing yet"),
}
"""What a device that types is, and what becomes of its keys."""

_ADVICE = {
    Level.WARN: N_("Look at it soon."),
    Level.ERROR: N_("Check cable, paper and cover."),
    Level.UNKNOWN: N_("Print a test receipt."),
}

_SCANNER_ADVICE = N_("Check its cable, and the rule for it: see docs/installing.md.")


def device(name: str, state: DeviceState) -> Finding:
    """A printer or scanner; none at all is a choice and no fault."""
    if state.level in (Level.OK, Level.NONE):
        return Finding(name, Level.OK, _(state.word))
    todo = _SCANNER_ADVICE if name == "scanner" else _ADVICE[state.level]
    return Finding(name, state.level, _(state.word), _(todo))


def drawer(state: DeviceState) -> Finding:
    """The drawer, as its sensor says; many have none, which is no fault."""
    todo = {
        Level.WARN: N_("Shut it."),
        Level.UNKNOWN: N_("No sensor, or drawer_open is not set: see docs/devices.md."),
    }.get(state.level, "")
    word = N_("shut") if state.level is Level.OK else state.word
    return Finding("drawer", state.level, _(word), _(todo) if todo else "")


def sensed_text(sensed: Sensed) -> str:
    """What the drawer's sensor told about itself at a kick."""
    levels = {"high": _("high"), "low": _("low")}
    if not sensed.before:
        return _("no answer from a sensor")
    if not sensed.open_level:
        return _("the sensor saw nothing")
    return _("sensor {before} → {after} = open").format(before=levels[sensed.before], after=levels[sensed.after])


def kicked(kick: Kicked) -> Finding:
    """A drawer that was kicked to try it: only a person can say whether it opened where no sensor does."""
    text = _("pin {pin}: {said}").format(pin=kick.pin, said=kick.problem or sensed_text(kick.sensed))
    if kick.problem:
        return Finding("drawer", Level.ERROR, text, _(_ADVICE[Level.ERROR]))
    if not kick.sensed.open_level:
        todo = _("Did it open? If not, try the other pin, and look at its cable and its lock.")
        return Finding("drawer", Level.UNKNOWN, text, todo)
    todo = _('In the settings: drawer_pin = {pin}, drawer_open = "{level}".')
    return Finding("drawer", Level.OK, text, todo.format(pin=kick.pin, level=kick.sensed.open_level))


def not_kicked(*, opened: bool) -> Finding:
    """A drawer that was to be kicked, and was left alone: the register runs, or the shop was not `opened`."""
    todo = _("Try it in the register: Office, Devices, F7.") if opened else _("Mend the database first.")
    return Finding("drawer", Level.UNKNOWN, _("it was not kicked"), todo)


_PAPER_ADVICE = N_("Look at the paper: letters, barcode and cut.")


def printed(state: str, problem: str = "") -> Finding:
    """The test receipt that was asked for, by the state of its job, with the sentence why it went wrong."""
    if state == "sent":
        return Finding("printer", Level.OK, _("the test receipt was printed"), _(_PAPER_ADVICE))
    if state == "queued":
        return Finding("printer", Level.UNKNOWN, _("the register prints the test receipt"), _(_PAPER_ADVICE))
    if state == "unknown":
        text = _("the test receipt may be printed in part: {problem}").format(problem=problem)
        return Finding("printer", Level.ERROR, text, _("Look at the paper."))
    text = _("the test receipt was not printed: {problem}").format(problem=problem)
    return Finding("printer", Level.ERROR, text, _(_ADVICE[Level.ERROR]))


def not_printed(*, opened: bool, printer: bool) -> Finding:
    """A test receipt of which nothing was recorded: the shop was not `opened`, or there is no `printer`.

    Otherwise another register of this machine has the printer.
    """
    problem, todo = N_("the register is running and has it"), N_("Stop it, or try it there: Office, Devices.")
    if not opened:
        problem, todo = N_("the database does not open"), N_("Mend the database first.")
    elif not printer:
        problem, todo = NO_PRINTER.word, N_("Name it in the settings: see docs/devices.md.")
    text = _("the test receipt was not printed: {problem}").format(problem=_(problem))
    return Finding("printer", Level.UNKNOWN, text, _(todo))


def scanned(code: CodeWords) -> Finding:
    """A code that was scanned to try the scanner."""
    text = " · ".join(part for part in (code.text, code.kind, code.check) if part)
    return Finding("scanner", code.level, text, code.advice)


def nothing_scanned(scanner: DeviceState) -> Finding:
    """No code, although some were asked for."""
    if scanner.level is Level.OK:
        return Finding("scanner", Level.WARN, _("no code came"), _(_SCANNER_ADVICE))
    text = _("no code came: {problem}").format(problem=_(scanner.word))
    named = scanner.level is not Level.NONE
    todo = _SCANNER_ADVICE if named else N_("Name it in the settings: see docs/devices.md.")
    return Finding("scanner", Level.WARN, text, _(todo))


def scanner_in_use() -> Finding:
    """A scanner that was to be tried while the register reads it."""
    todo = _("Try it in the register: Office, Devices.")
    return Finding("scanner", Level.UNKNOWN, _("the register is running and has it"), todo)


def devices(looked: Looked | None, scanner: DeviceState, keyboards: Iterable[Keyboard] = ()) -> Iterator[Finding]:
    """Printer, drawer, scanner, and what types; a printer that was not `looked` at is the running register's."""
    if looked is None:
        yield in_use()
    else:
        yield device("printer", looked.printer)
        if looked.drawer is not None:
            yield drawer(looked.drawer)
        yield from map(kicked, looked.kicks)
    yield device("scanner", scanner)
    yield from map(keyboard, keyboards)


def keyboard(typing: Keyboard) -> Finding:
    """A device that types: whether it may be read, and what it has shown itself to be."""
    if typing.readable:
        return Finding("scanner", Level.OK, f"{typing.name}: {_(ROLES[typing.role])}")
    text = _("{device}: this user may not read it").format(device=typing.name)
    return Finding("scanner", Level.WARN, text, _("sudo usermod -aG input USER, and log in again."))


def in_use() -> Finding:
    """The printer while the register runs: one process asks it, and that is not this one."""
    todo = _("Its state stands in the register's bottom row.")
    return Finding("printer", Level.UNKNOWN, _("the register is running and has it"), todo)
