"""Twenty-five sessions of every kind, one after the other; each figure is kept beside them by sums of its own."""

import random
from dataclasses import dataclass, field

import pytest
from msgspec.structs import replace

from kassa_tui.cli.views import details_json, row_json
from kassa_tui.documents import Pair
from kassa_tui.exports import of_sessions
from kassa_tui.money import Money
from kassa_tui.till.basket.lines import ONE
from kassa_tui.till.drawer import closing, movements, remote_close, session_details, sessions
from kassa_tui.till.drawer.closing import Closed, CloseForm
from kassa_tui.till.drawer.remote_close import RemoteForm
from kassa_tui.till.papers import kept_papers
from kassa_tui.till.proof.verify import verify
from kassa_tui.till.reports.filter import Filter
from kassa_tui.till.reports.sessions import overview
from kassa_tui.till.setup import shop_edit
from kassa_tui.till.setup.shop_edit import ShopChange
from tests.conftest import ShopUnderTest
from tests.shared import history

pytestmark = pytest.mark.english

PLAN = (
    ("automatic", "", "counted"), ("counted", "", "short"), ("assumed", "", "over"), ("assumed", "late", "counted"),
    ("assumed", "late-short", "short"), ("off", "", "skipped"), ("counted", "", "remote-left"),
    ("assumed", "", "remote-counted"), ("assumed", "midnight", "remote-all"), ("counted", "withdrawn", "counted"),
    ("assumed", "", "skipped"), ("counted", "returned-part", "remote-all"), ("off", "returned", "over"),
    ("untracked", "", "untracked"), ("untracked", "midnight", "untracked"), ("counted", "", "counted"),
    ("assumed", "clock-back", "short"), ("counted", "clock-back", "counted"), ("assumed", "late", "remote-counted"),
    ("off", "emptied", "remote-all"), ("counted", "", "skipped"), ("assumed", "late-short", "remote-left"),
    ("counted", "midnight", "over"), ("assumed", "withdrawn", "skipped"), ("off", "", "counted"),
)  # fmt: skip
"""How each starts, what is special about it, how it ends."""


@dataclass
class Kept:
    """A session as the test keeps it; amounts in cents, None for what nobody counted or knows."""

    day: str
    before: int | None
    opening: int = 0
    opening_count: str = "none"
    ledger: list[int] = field(default_factory=list)
    sold: list[int] = field(default_factory=list)
    cards: list[int] = field(default_factory=list)
    counted: int | None = None
    closing_count: str = "none"
    left: int | None = None
    remotely: bool = False
    tracked: bool = True
    out: int = 0

    @property
    def expected(self) -> int | None:
        return self.opening + sum(self.ledger) if self.tracked else None

    @property
    def gaps(self) -> tuple[int | None, int | None]:
        at_start = self.opening - self.before if self.opening_count == "counted" and self.before is not None else None
        return at_start, None if self.counted is None or self.expected is None else self.counted - self.expected

    @property
    def taken(self) -> int | None:
        held = self.counted if self.counted is not None else self.expected
        return None if self.left is None or held is None else max(held, 0) - self.left

    @property
    def whole(self) -> bool:
        first = self.before is None and self.opening_count == "counted"
        return self.gaps[1] is not None and (self.gaps[0] is not None or first)


class Walk:
    """The shop beside what the test keeps."""

    def __init__(self, shop: ShopUnderTest) -> None:
        self.shop, self.chance, self.kept = shop, random.Random(25), list[Kept]()
        self.withdrawal, self.out = 0, 0

    def money(self, minor: int) -> str:
        """As JSON writes it."""
        return f"{'-' if minor < 0 else ''}{abs(minor) // 100}.{abs(minor) % 100:02d}"

    def begin(self, how: str) -> Kept:
        before = self.kept[-1].left if self.kept else None
        now = Kept("", before, tracked=how != "untracked")
        self.shop.clock.later(days=1)
        if self.shop.shop.track_cash != now.tracked:
            shop = self.shop.shop
            shop_edit.change(self.shop.desk, ShopChange(shop, replace(shop, track_cash=now.tracked)))
        now.day = self.shop.shop.today(self.shop.desk).isoformat()
        if how in ("counted", "off"):
            now.opening, now.opening_count = (before or 5000) - (35 if how == "off" else 0), "counted"
            self.shop.open(self.money(now.opening))
        elif how == "assumed":
            now.opening, now.opening_count = before or 0, "assumed"
        if not now.tracked:
            now.before = None
        return now

    def sell(self, now: Kept) -> None:
        bread = self.shop.article("Bread", "2.95")
        for _sale in range(self.chance.randint(1, 4)):
            many, cash = self.chance.randint(1, 9), self.chance.random() < 0.7
            total = 295 * many
            self.shop.pay(self.shop.basket().add(bread, ONE * many), cash=self.money(total + 500) if cash else "")
            now.sold.append(total)
            (now.ledger if cash else now.cards).append(total)

    def move(self, now: Kept, minor: int, reason: str, *, out: bool) -> int:
        money = self.shop.shop.money(minor)
        moved = movements.move(self.shop.desk, money, reason, "why", out=out, sure=True)
        now.ledger.append(-minor if out else minor)
        return moved.id

    def happen(self, now: Kept, what: str) -> None:
        match what:
            case "late" | "late-short":
                counted = now.opening - (120 if what == "late-short" else 0)
                sessions.count_opening(self.shop.desk, self.shop.shop.money(counted))
                now.opening, now.opening_count = counted, "counted"
            case "midnight":
                self.shop.clock.later(minutes=9 * 60)
            case "withdrawn":
                self.withdrawal = self.move(now, 2000, "temporary", out=True)
                self.out = 2000
            case "returned-part" | "returned":
                part = 700 if what == "returned-part" else self.out
                movements.give_back(self.shop.desk, self.withdrawal, self.shop.shop.money(part))
                now.ledger.append(part)
                self.out -= part
            case "clock-back":
                self.shop.clock.later(minutes=-5 * 60)
            case "emptied":
                assert now.expected is not None
                self.move(now, now.expected + 1500, "private", out=True)
        now.out = self.out

    def end(self, now: Kept, how: str) -> Closed:
        row, money, expected = sessions.required("K1"), self.shop.shop.money, now.expected
        office = replace(self.shop.desk, channel="remote")
        now.remotely = how.startswith("remote")
        if expected is None:
            return closing.close(self.shop.desk, CloseForm(row.id))
        now.closing_count = "counted"
        match how:
            case "counted" | "short" | "over":
                now.counted = expected + {"counted": 0, "short": -215, "over": 180}[how]
                now.left = now.counted // 2
                form = CloseForm(row.id, counted=money(now.counted), left=money(now.left), note="why")
                return closing.close(self.shop.desk, form)
            case "skipped":
                now.closing_count, now.left = "none", expected - 100
                return closing.close(self.shop.desk, CloseForm(row.id, taken=money(100)))
            case "remote-counted":
                now.counted, now.left = expected - 45, 1000
                asked = RemoteForm(row.id, money(now.counted), money(1000), difference=True)
            case "remote-all" | "remote-left":
                now.closing_count, now.left = "assumed", max(expected, 0) if how == "remote-all" else 0
                asked = RemoteForm(row.id, None, money(now.left))
        return remote_close.close(office, asked)

    def text(self, minor: int | None) -> str | None:
        return None if minor is None else self.money(minor)


def _figures(walk: Walk, now: Kept) -> dict[str, object]:
    """What JSON says of a closed session."""
    start, end = now.gaps
    known = [gap for gap in now.gaps if gap is not None]
    return {
        "turnover": walk.money(sum(now.sold)),
        "opening_discrepancy": walk.text(start),
        "closing_discrepancy": walk.text(end),
        "total_discrepancy": walk.text(sum(known)) if known else None,
        "complete": now.whole,
        "closing_count": now.closing_count,
        "remotely": now.remotely,
    }


def _check_session(walk: Walk, number: int, now: Kept) -> None:
    details = session_details.numbered("K1", number)
    told = row_json(next(row for row in history(walk.shop.desk) if row.number == number))
    assert told.items() >= _figures(walk, now).items(), number
    json = details_json(details)
    close = json["close"]
    assert (close["expected"], close["counted"], close["count"], close["left_in_drawer"], close["taken_out"]) == (
        walk.text(now.expected), walk.text(now.counted), now.closing_count, walk.text(now.left), walk.text(now.taken)
    ), number  # fmt: skip
    assert (details.opened.business_day, details.opening_amount.minor, details.opening_basis) == (
        now.day, now.opening, now.opening_count
    ), number  # fmt: skip
    assert sum(tender.amount.minor for tender in details.tenders if tender.method == "card") == sum(now.cards)
    assert sum(out.rest.minor for out in details.still_out) == now.out


def _check_paper(walk: Walk, number: int, now: Kept, closed: Closed) -> None:
    document = kept_papers.read(closed.z_paper).document
    pairs = {row.left: row.right for row in document.rows if isinstance(row, Pair)}
    assert ("Closed remotely by" in pairs) == now.remotely
    if not now.tracked:
        assert not pairs.keys() & {"Expected", "Counted", "Discrepancy", "Left in drawer"}
        return
    words = {"assumed": "assumed", "none": "not counted"}
    counted = words.get(now.closing_count) or walk.money(now.counted or 0)
    said = {"Expected": walk.text(now.expected), "Counted": counted, "Left in drawer": walk.text(now.left)}
    assert {name: pairs[name].replace(",", "").replace("−", "-") for name in said} == said, number
    assert ("Discrepancy" in pairs) == (now.counted is not None), number
    assert ("Still out" in document.as_text(42)) == bool(now.out), number


def test_twenty_five_sessions_say_what_happened_everywhere(shop: ShopUnderTest) -> None:
    walk = Walk(shop)
    for number, (start, special, end) in enumerate(PLAN, 1):
        now = walk.begin(start)
        walk.sell(now)
        walk.happen(now, special)
        if special != "midnight" or now.tracked:
            walk.sell(now)
        _check_paper(walk, number, now, closed := walk.end(now, end))
        assert closed.z_number == number
        walk.kept.append(now)
    for number, now in enumerate(walk.kept, 1):
        _check_session(walk, number, now)
    _check_sums(walk)
    _check_file(walk)
    assert verify().proven


def _check_sums(walk: Walk) -> None:
    """Of all sessions together: what is known, and that something is missing."""
    together = overview(walk.shop.desk, Filter())
    tracked = [now for now in walk.kept if now.tracked]
    starts, ends = zip(*(now.gaps for now in tracked), strict=True)
    assert together.opening.known is not None
    assert together.closing.known is not None
    assert together.total is not None
    assert together.opening.known.minor == sum(gap or 0 for gap in starts)
    assert together.closing.known.minor == sum(gap or 0 for gap in ends)
    assert together.total.minor == sum(gap or 0 for gap in (*starts, *ends))
    assert not together.complete
    for part, counts in (
        (together.opening, [now.opening_count for now in tracked]),
        (together.closing, [now.closing_count for now in tracked]),
    ):
        assert (part.counted, part.assumed, part.none) == tuple(map(counts.count, ("counted", "assumed", "none")))


FILE = (
    "left_before", "opening_counted", "opening_discrepancy", "expected", "counted", "closing_discrepancy",
    "left_in_drawer", "taken_out",
)  # fmt: skip


def _minor(cell: object) -> int | None:
    return cell.minor if isinstance(cell, Money) else None


def _check_file(walk: Walk) -> None:
    """A row for each session; what nobody counted is blank."""
    table = of_sessions.discrepancies(Filter())
    rows = [dict(zip((column.name for column in table.columns), row, strict=True)) for row in table.rows]
    told = {row["session"]: tuple(_minor(row[name]) for name in FILE) for row in rows}
    for number, now in enumerate(walk.kept, 1):
        opening = now.opening if now.opening_count == "counted" else None
        figures = (now.before, opening, now.gaps[0], now.expected, now.counted, now.gaps[1], now.left, now.taken)
        assert told[number] == figures, number
