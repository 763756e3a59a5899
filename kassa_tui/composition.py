"""Where a running register is put together, on an open database: ledger, devices, counter, screens."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial

from msgspec.structs import replace

from kassa_tui.app import KassaApp, OfficeApp
from kassa_tui.database import bound
from kassa_tui.devices import Drivers
from kassa_tui.hw.ports import Scanner, Watcher
from kassa_tui.hw.simulated import SimulatedPrinter
from kassa_tui.settings import FILE_NAME
from kassa_tui.till.counter import disk_room
from kassa_tui.till.counter.counter import Counter, CounterState
from kassa_tui.till.counter.customer_display import CustomerDisplay, idle
from kassa_tui.till.counter.disk_room import RoomKeeper
from kassa_tui.till.counter.spooler import Spooler
from kassa_tui.till.ledger.background import Background
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.recording import Ledger
from kassa_tui.widgets.drawing.palette import DARK


@contextmanager
def build(
    desk: Desk,
    drivers: Drivers,
    *,
    settings_file: str = FILE_NAME,
    label: str = "",
    theme: str = DARK,
    touch: bool = False,
    first: bool = False,
) -> Iterator[KassaApp]:
    """The program of a desk, whole, to be run: the office's for a remote one, else the register's.

    From here on this thread only reads the database. The devices begin when the first screen stands; when the block
    ends they are let go of, what is queued first, and the database is closed. `settings_file` is shown where devices
    are; `label` is that of the disk for second copies; `first` is the first start of a shop.
    """
    bound().read_only_here()
    with ExitStack() as ending:
        app = _program(desk, drivers, settings_file, label, theme=theme, touch=touch, first=first)
        ending.callback(app.counter.close)
        begin = app.call_first if drivers.known_scanner else app.call_when_ready
        begin(partial(_connect_scanner, app, drivers, ending))
        app.call_when_ready(partial(_connect, app, drivers, ending))
        yield app


def _program(
    desk: Desk, drivers: Drivers, settings_file: str, label: str, *, theme: str, touch: bool, first: bool
) -> KassaApp:
    """The counter and its screens. What a counter tells its screens reaches them once they are there."""
    ledger, printer = Ledger(), drivers.printer
    spooler = customer = None
    if printer is not None:
        spooler = Spooler(printer, ledger, desk.register, lambda news: app.printer_news(news))
    if drivers.display is not None:
        customer = CustomerDisplay(drivers.display(spooler), lambda state: app.display_news(state))
    counter = Counter(
        CounterState(replace(desk, sure_of=0)),
        ledger,
        ask=lambda refusal: app.approve(refusal),
        sure=lambda: app.sure_of_time(),
        saving=lambda slow: app.show_saving(slow=slow),
        spooler=spooler,
        customer=customer,
        simulated=printer if isinstance(printer, SimulatedPrinter) else None,
        search=drivers.search,
        learn=drivers.learn,
        settings_file=settings_file,
        label=label,
    )
    kind = OfficeApp if counter.remote else KassaApp
    app = kind(counter, theme=theme, touch=touch, first=first)
    ledger.unwritten.changed = app.unwritten_news
    ledger.unwritten.failed = app.unwritten_failed
    return app


def _leave_idle(customer: CustomerDisplay, counter: Counter) -> None:
    """The shop's name stays on the customer's display."""
    customer.stop(idle(counter.shop))


def _connect(app: KassaApp, drivers: Drivers, ending: ExitStack) -> None:
    """Let the devices begin; each is stopped when the program ends, the last one first."""
    counter = app.counter
    if counter.spooler is not None:
        counter.spooler.start()
    if counter.customer is not None:
        counter.customer.start()
        ending.callback(_leave_idle, counter.customer, counter)
    looked = bound().only_looked is not None
    keeper = RoomKeeper(counter.ledger, app.room_news, app.disk_news, holds=not (counter.remote or looked))
    _begin(Background("room", keeper.look, disk_room.POLL_SECONDS), ending)
    if not (counter.remote or looked):
        _watch_file(app, ending)
    if drivers.post is not None:
        from kassa_tui.till.mail.postman import postman

        _begin(postman(counter.ledger, drivers.post), ending)
    if drivers.backup is not None:
        _keep_copies(app, drivers.backup.label, ending)
    if not looked:
        _keep_anchors(app, drivers.backup.label if drivers.backup is not None else "", ending)


def _watch_file(app: KassaApp, ending: ExitStack) -> None:
    """Damage is said before it is sold on."""
    from kassa_tui.till.proof import damage_watch

    watch = damage_watch.DamageWatch(app.counter.ledger, app.damage_news)
    watch.begin()
    _begin(Background("damage", watch.look, damage_watch.POLL_SECONDS), ending)


def _keep_anchors(app: KassaApp, label: str, ending: ExitStack) -> None:
    """The newest numbers outside the database, beside it and on the disk for second copies, each on its own thread."""
    from kassa_tui.till.anchor import anchors, keeper
    from kassa_tui.till.proof import second_place

    def on_stick() -> bool | None:
        folder = second_place.folder_of(label)
        if folder is None:
            return None
        outside = anchors.look(bound().path, folder)
        if outside.gaps:
            # It was not there when the register began, and no number that it knows may be given out again.
            anchors.guard(outside)
            app.missing_news("; ".join(gap.say() for gap in outside.gaps))
        return anchors.keep_on(folder)

    # When the program ends it has written what is left: at the end nobody waits for it.
    ending.callback(app.counter.ledger.submit, anchors.keep_beside)
    _begin(Background("anchor", keeper.AnchorKeeper(anchors.keep_beside).look, keeper.POLL_SECONDS), ending)
    if label:
        stick = keeper.AnchorKeeper(on_stick)
        _begin(Background("stick", stick.look, keeper.STICK_POLL_SECONDS), ending)


def _keep_copies(app: KassaApp, label: str, ending: ExitStack) -> None:
    """Copies of the shop after each close; whoever is at the counter then has them made."""
    from kassa_tui.till.proof import backup_keeper
    from kassa_tui.till.proof.backup_keeper import BackupKeeper, Beside

    counter = app.counter
    beside = Beside.of(counter.settings_file)
    keeper = BackupKeeper(counter.ledger, lambda: counter.desk, label, app.backup_news, beside)
    _begin(Background("backup", keeper.look, backup_keeper.POLL_SECONDS), ending)


def _begin(background: Background, ending: ExitStack) -> None:
    background.start()
    ending.callback(background.stop)


def _connect_scanner(app: KassaApp, drivers: Drivers, ending: ExitStack) -> None:
    """Read the scanner, and watch what types, where there is something to watch."""
    if drivers.scanner is None:
        return
    scanner: Scanner = drivers.scanner()
    ending.callback(scanner.stop)
    if isinstance(scanner, Watcher):
        app.counter.devices.watcher = scanner
        app.person_typed = scanner.person_typed
        scanner.watch(app.keyboards_news)
    scanner.start(app.code_read, app.scanner_news)
