"""The 25 tasks of a cashier's first day at the demo shop: what to press, what to tap, and how to tell it was done."""

from collections.abc import Callable
from typing import NamedTuple

from kassa_tui.till.setup import demo
from tests.system.terminal import Terminal

BREAD, WHITE, CROISSANT, WINE = (demo.barcode(number) for number in (4, 7, 29, 142))

PAD_ROWS = ("7 8 9", "4 5 6", "1 2 3", "9 %", "0 00", "00 .", "q w e r t y u i o p", "a s d f g h j k l", "x c v b n m")


class Step(NamedTuple):
    """One act, after which something is on the screen, or gone; `guarded` when it is ignored just after the last one."""

    run: Callable[[Terminal], None]
    sees: str = ""
    gone: str = ""
    guarded: bool = False
    scans: bool = False


def scan(code: str, sees: str) -> Step:
    """A code for the scanner: neither a key nor a tap."""
    return Step(lambda till: till.scan(code, sees=""), sees, scans=True)


def press(key: str, sees: str = "", *, gone: str = "", guarded: bool = False) -> Step:
    """A key."""
    return Step(lambda till: till.press(key), sees, gone, guarded)


def write(text: str, sees: str) -> Step:
    """Text by the keyboard: one act of as many keys."""
    return Step(lambda till: till.write(text), sees)


def tap(text: str, sees: str = "", *, within: str = "", gone: str = "", guarded: bool = False) -> Step:
    """A finger on what is there to read."""
    return Step(lambda till: till.click(text, within=within), sees, gone, guarded)


def on_pad(text: str, sees: str) -> Step:
    """Text by a pad on the screen: one act of as many taps."""

    def run(till: Terminal) -> None:
        for each in text:
            till.click(each, within=next(row for row in PAD_ROWS if each in row))

    return Step(run, sees)


class Task(NamedTuple):
    """What there is to do; `asks` of the database `gives` that row only when it was done.

    Without `asks`, something was only to be looked at: nothing may be recorded. `paper` is printed meanwhile;
    `elsewhere` is how many acts Shopify's manual names for the same.
    """

    name: str
    keys: tuple[Step, ...]
    taps: tuple[Step, ...]
    asks: str = ""
    gives: tuple[object, ...] = ()
    paper: str = ""
    elsewhere: int | None = None

    @property
    def scans(self) -> bool:
        """Whether something is scanned for it."""
        return any(step.scans for step in self.keys)


RECEIPT = """SELECT kind, total,
 (SELECT group_concat((quantity / 1000) || ' ' || text, ', ') FROM receipt_line WHERE receipt_id = receipt.id),
 (SELECT group_concat(trim(method || ' ' || amount || ' ' || reference), ', ') FROM payment
  WHERE receipt_id = receipt.id)
 FROM receipt ORDER BY id DESC LIMIT 1"""
BASKET = """SELECT group_concat(json_extract(line.value, '$.text'), ', ')
 FROM draft, json_each(draft.value, '$.lines') AS line WHERE slot = 'basket'"""
NOTED = "SELECT kind, json_extract(facts, '$.line.text') FROM journal ORDER BY id DESC LIMIT 1"
DISCOUNT = "SELECT kind, json_extract(facts, '$.discount') FROM journal ORDER BY id DESC LIMIT 1"
MOVED = "SELECT kind, reason, amount FROM drawer_event ORDER BY id DESC LIMIT 1"
PRINTED = """SELECT paper.kind, copy, state FROM print_job JOIN paper ON paper.id = paper_id
 ORDER BY print_job.id DESC LIMIT 1"""
COUNTED = "SELECT json_extract(value, '$.texts.cash') FROM draft WHERE slot = 'count'"


BY_CARD = (press("f12", "Yes, it worked", guarded=True), press("f12", "● printed", guarded=True))


def by_card(amount: str) -> tuple[Step, ...]:
    """The same by taps, from the green tile."""
    paid = tap("Yes, it worked", "● printed", guarded=True)
    return tap(f"Card {amount} →", "Yes, it worked", guarded=True), paid


TASKS = (
    Task(
        "start the session with 100",
        (press("f12", "▶ Opening amount"), write("100", "100█"), press("f12", "Session 1 · since")),
        (tap("Start session", "▶ Opening amount"), on_pad("100", "100█"), tap("Confirm", "Session 1 · since")),
        "SELECT opening, opening_basis, opening_amount FROM session",
        ("manual", "counted", 10000),
        elsewhere=4,
    ),
    Task(
        "sell an article, by card",
        (scan(BREAD, "Receipt 1 line"), press("f12", "F12 Card 2.95"), *BY_CARD),
        (scan(BREAD, "Receipt 1 line"), tap("Pay →", "Card 2.95 →"), *by_card("2.95")),
        RECEIPT,
        ("sale", 295, "1 Wholemeal bread", "card 295"),
        "Wholemeal bread",
    ),
    Task(
        "three of an article, cash with change",
        (
            write("3*", "3 ×"), scan(CROISSANT, "3 × Croissant"), press("f12", "F12 Card 3.60"),
            press("c", "F12 Cash 3.60"), write("5", "change 1.40"), press("f12", "● printed", guarded=True),
        ),
        (
            scan(CROISSANT, "1 × Croissant"), tap("+", "2 × Croissant", within="− + Del"),
            tap("+", "3 × Croissant", within="− + Del"), tap("Pay →", "Card 3.60 →"), tap("Cash", "Cash 3.60 →", within="Cash Gift voucher"),
            tap("5.00", "change 1.40"), tap("change 1.40 →", "● printed", guarded=True),
        ),
        RECEIPT,
        ("sale", 360, "3 Croissant", "cash 360"),
        "Change given",
    ),
    Task(
        "find an article by its name",
        (press("f2", "Find article"), write("tul", "Bunch of tulips each"), press("f12", "Receipt 1 line")),
        (tap("Find", "Find article"), on_pad("tul", "Bunch of tulips each"), tap("Put on the receipt →", "Receipt 1 line")),
        BASKET,
        ("Bunch of tulips",),
    ),
    Task(
        "take a wrong article off",
        (scan(WHITE, "Receipt 2 lines"), press("delete", "Receipt 1 line")),
        (scan(WHITE, "Receipt 2 lines"), tap("Del", "Receipt 1 line", within="− + Del")),
        NOTED,
        ("line.removed", "White bread"),
    ),
    Task(
        "10 % discount on a line",
        (
            press("f4", "A discount is typed"), press("down", "▶Price"), press("down", "▶Discount"),
            write("10%", "10%█"), press("f12", gone="A discount is typed"),
        ),
        (
            tap("Change", "Confirm ↑ ↓"), tap("Discount", "▶Discount"), on_pad("10%", "10%█"),
            tap("Confirm", gone="A discount is typed"),
        ),
        DISCOUNT,
        ("line.changed", 75),
    ),
    Task(
        "cash chosen and typed, then the customer wants to pay by card",
        (
            press("f12", "F12 Card 6.75"), press("c", "F12 Cash 6.75"), write("20", "change 13.25"),
            press("p", "F12 Card 6.75"), *BY_CARD,
        ),
        (
            tap("Pay →", "Card 6.75 →"), tap("Cash", "Cash 6.75 →", within="Cash Gift voucher"), tap("20.00", "change 13.25"),
            tap("Card", "Card 6.75 →", within="Card Cash"), *by_card("6.75"),
        ),
        RECEIPT,
        ("sale", 675, "1 Bunch of tulips", "card 675"),
    ),
    Task(
        "the card is declined, paid in cash",
        (
            scan(BREAD, "Receipt 1 line"), press("f12", "F12 Card 2.95"), press("f12", "No, it failed", guarded=True),
            press("escape", "Card was declined"), press("c", "F12 Cash 2.95"), press("f12", "● printed", guarded=True),
        ),
        (
            scan(BREAD, "Receipt 1 line"), tap("Pay →", "Card 2.95 →"), tap("Card 2.95 →", "No, it failed", guarded=True),
            tap("No, it failed", "Card was declined"), tap("Cash", "Cash 2.95 →", within="Cash Gift voucher"),
            tap("Cash 2.95 →", "● printed", guarded=True),
        ),
        RECEIPT,
        ("sale", 295, "1 Wholemeal bread", "card 0 declined, cash 295"),
        "declined",
    ),
    Task(
        "2.00 in cash, the rest by card",
        (
            scan(BREAD, "Receipt 1 line"), press("f12", "F12 Card 2.95"), press("c", "F12 Cash 2.95"),
            write("2", "First Cash 2.00"), press("f12", "F12 Card 0.95", guarded=True),
            *BY_CARD,
        ),
        (
            scan(BREAD, "Receipt 1 line"), tap("Pay →", "Card 2.95 →"), tap("Cash", "Cash 2.95 →", within="Cash Gift voucher"),
            on_pad("2", "First Cash 2.00"), tap("First Cash 2.00", "Card 0.95 →", guarded=True),
            *by_card("0.95"),
        ),
        RECEIPT,
        ("sale", 295, "1 Wholemeal bread", "cash 200, card 95"),
    ),
    Task(
        "park a receipt under a name",
        (
            scan(CROISSANT, "Receipt 1 line"), press("f5", "Park this receipt"), write("coat", "coat█"),
            press("f12", "Receipt 0 lines"),
        ),
        (
            scan(CROISSANT, "Receipt 1 line"), tap("Park", "Park this receipt"), on_pad("coat", "coat█"),
            tap("F12 Park", "Receipt 0 lines"),
        ),
        "SELECT name, total FROM parked",
        ("coat", 120),
    ),
    Task(
        "go on with it and take the money, by card",
        (
            press("f5", "Go on with this one"), press("f12", "Receipt 1 line"), press("f12", "Payment method"),
            press("p", "F12 Card 1.20"), *BY_CARD,
        ),
        (
            tap("coat", "Go on with this one", within="1.20 coat"), tap("Go on", "Receipt 1 line"), tap("Pay →", "Payment method"), tap("Card", "Card 1.20 →", within="Card Cash"), *by_card("1.20"),
        ),
        f"SELECT *, (SELECT count(*) FROM parked) FROM ({RECEIPT})",
        ("sale", 120, "1 Croissant", "card 120", 0),
    ),
    Task(
        "take one of three articles back",
        (
            scan("K1-000002", "Del Take back"), press("delete", "Take back · receipt K1-000002"),
            scan(CROISSANT, "1 of 3"), press("f12", "−1 × Croissant"), press("f12", "Back: Cash 1.20"),
            press("f12", "● printed", guarded=True),
        ),
        (
            scan("K1-000002", "Take back"), tap("Take back", "Take back · receipt K1-000002"),
            scan(CROISSANT, "1 of 3"), tap("Put on the receipt →", "−1 × Croissant"), tap("Give back", "Back: Cash 1.20"),
            tap("Back: Cash 1.20", "● printed", guarded=True),
        ),
        RECEIPT,
        ("refund", -120, "-1 Croissant", "cash -120"),
        "from receipt K1-000002",
    ),
    Task(
        "look whether a customer is old enough for wine",
        (
            scan(WINE, "Age check: 18"), press("f12", "Receipt 1 line", guarded=True), press("f12", "F12 Card 5.99"),
            *BY_CARD,
        ),
        (
            scan(WINE, "Age check: 18"), tap("Old enough", "Receipt 1 line", guarded=True), tap("Pay →", "Card 5.99 →"),
            *by_card("5.99"),
        ),
        RECEIPT,
        ("sale", 599, "1 White wine 0.75 L", "card 599"),
    ),
    Task(
        "three deposit bottles, paid out",
        (
            write("3*", "3 ×"), press("a", "−3 × Small deposit"), press("f12", "F12 Cash 0.45 back"),
            press("f12", "● printed", guarded=True),
        ),
        (
            tap("A −0.15", "−1 × Small deposit"), tap("A −0.15", "−2 × Small deposit"),
            tap("A −0.15", "−3 × Small deposit"), tap("Give back", "Cash 0.45 back →"),
            tap("Cash 0.45 back →", "● printed", guarded=True),
        ),
        RECEIPT,
        ("refund", -45, "-3 Small deposit", "cash -45"),
    ),
    Task(
        "open the drawer without a sale",
        (
            press("f8", "▶Drawer"), press("left", "● Just open"), press("f12", gone="Just open"),
        ),
        (tap("More", "F8"), tap("F8", "Just open"), tap("Just open", "space"), tap("Confirm", gone="Just open", guarded=True)),
        "SELECT kind, json_extract(facts, '$.session') FROM journal ORDER BY id DESC LIMIT 1",
        ("drawer.opened", 1),
    ),
    Task(
        "print the day's first receipt again",
        (
            press("f9", "Receipts and refunds"), press("5", "Print a copy"), write("1", "Number: 1█"),
            press("enter", "▶ K1-000001"), press("f7", "goes to the printer"),
            press("escape", gone="goes to the printer"), press("escape", gone="Print a copy"),
        ),
        (
            tap("Menu", "Receipts and refunds"), tap("Receipts and refunds", "Print a copy"),
            tap("K1-000003", "K1-000001"), tap("K1-000001", "▶ K1-000001"), tap("Print a copy", "goes to the printer"),
            tap("Back", gone="Print a copy"),
        ),
        PRINTED,
        ("receipt", 1, "sent"),
        "COPY",
    ),
    Task(
        "put 20 of change money into the drawer",
        (
            press("f8", "▶Drawer"), press("+", "▶Amount"), write("20", "20█"), press("f12", gone="Just open"),
        ),
        (
            tap("More", "F8"), tap("F8", "Just open"), tap("Put in", "Wipe"), on_pad("20", "20█"),
            tap("Confirm", gone="Just open"),
        ),
        MOVED,
        ("added", "change", 2000),
        "Cash added",
        elsewhere=5,
    ),
    Task(
        "take 50 out for the safe",
        (press("f8", "▶Drawer"), press("-", "▶Amount"), write("50", "50█"), press("f12", gone="Just open")),
        (tap("More", "F8"), tap("F8", "Just open"), tap("Take out", "Wipe"), on_pad("50", "50█"), tap("Confirm", gone="Just open")),
        MOVED,
        ("removed", "skim", -5000),
        "Cash removed",
        elsewhere=5,
    ),
    Task(
        "take 10 out for a while",
        (
            press("f8", "▶Drawer"), press("-", "▶Amount"), write("10", "10█"), press("down", "▶Reason"),
            press("right", "● temporary withdrawal"), press("f12", gone="Just open"),
        ),
        (
            tap("More", "F8"), tap("F8", "Just open"), tap("Take out", "Wipe"), on_pad("10", "10█"),
            tap("temporary withdrawal", "● temporary withdrawal"), tap("Confirm", gone="Just open"),
        ),
        MOVED,
        ("removed", "temporary", -1000),
        "temporary withdrawal",
        elsewhere=5,
    ),
    Task(
        "look at the open session",
        (press("f9", "2 Register"), press("2", "Opening amount 100.00")),
        (tap("Register", "Opening amount 100.00", within="Sale Register Office"),),
        elsewhere=2,
    ),
    Task(
        "count the drawer: one sum, 1.00 too little",
        (
            press("f12", "▶1 Count"), press("f4", "▶ Cash in the drawer"), write("65.90", "65.90█"),
            press("f12", "▶2 Overview"),
        ),
        (
            tap("Close session", "▶1 Count"), tap("One amount", "▶ Cash in the drawer"), on_pad("65.90", "65.90█"),
            tap("Next →", "▶2 Overview"),
        ),
        COUNTED,
        ("65.90",),
        elsewhere=3,
    ),
    Task(
        "look at the difference and mend the count",
        (
            press("escape", "▶1 Count"), write("66.90", "66.90█"), press("f12", "▶2 Overview"),
        ),
        (
            tap("Back", "▶1 Count"), on_pad("66.90", "66.90█"), tap("Next →", "▶2 Overview"),
        ),
        COUNTED,
        ("66.90",),
        elsewhere=3,
    ),
    Task(
        "close: what stays, what goes, done",
        (
            press("f12", "▶3 In drawer"), press("3", "▶ 3"), press("f12", "▶4 Take out"),
            press("f12", "is closed", guarded=True), press("f12", "No session is open", guarded=True),
        ),
        (
            tap("Next →", "▶3 In drawer"), tap("Leave nothing", "▶ 3"), tap("Next →", "▶4 Take out"),
            tap("Confirm and close →", "is closed", guarded=True), tap("Done →", "No session is open", guarded=True),
        ),
        'SELECT expected, counted, "left", taken FROM z_report',
        (6690, 6690, 0, 6690),
        "Cash summary",
        elsewhere=5,
    ),
    Task(
        "look at the closed session",
        (press("f2", "Session history"), press("enter", "Closing discrepancy ● 0.00")),
        (tap("History", "Session history"), tap("Details", "Closing discrepancy ● 0.00")),
        elsewhere=2,
    ),
    Task(
        "print all its payment types",
        (press("f7", "Payments by type"), press("1", "F12 Print"), press("f12", gone="F12 Print")),
        (tap("Papers", "Payments by type"), tap("Payments by type", "Print →"), tap("Print →", gone="Print →")),
        PRINTED,
        ("session_payments", 0, "sent"),
        "Payments by type",
        elsewhere=2,
    ),
)  # fmt: skip
