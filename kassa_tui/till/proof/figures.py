"""The sums behind the figures: receipts add up, numbers have no gaps, totals equal what they total.

Fed with the journal's facts entry by entry; says what does not add up. All money is in minor units of the register's
currency, quantities in thousandths, rates in basis points and times in milliseconds UTC, as they are stored.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kassa_tui.database import marks, rows
from kassa_tui.i18n import _
from kassa_tui.till.basket.line_kinds import BALANCED, line_total

Facts = dict[str, Any]
Key = tuple[str, str]
Place = tuple[str, int]
"""An entry of the journal: its register, and its number there."""


def receipt_sums(facts: Facts) -> Iterator[str]:
    """What of one receipt does not add up, in minor units: lines, VAT, tenders and their cells."""
    receipt = facts["receipt"][0]
    lines, taxes = facts.get("receipt_line", []), facts.get("receipt_tax", [])
    payments, cells = facts.get("payment", []), facts.get("payment_tax", [])
    total = receipt["total"]
    checks = [
        (_("lines and total"), sum(line["total"] for line in lines), total),
        (_("VAT block and total"), sum(tax["gross"] for tax in taxes), total),
        (_("VAT by line and by rate"), sum(line["tax"] for line in lines), sum(tax["tax"] for tax in taxes)),
        (_("tenders and total"), sum(p["amount"] - p["rounding"] for p in payments), total),
        (_("rounding"), sum(p["rounding"] for p in payments), receipt["rounding"]),
    ]
    if payments:
        checks.append((_("tenders by rate and total"), sum(cell["gross"] for cell in cells), total))
        checks.append((_("VAT by tender and by rate"), sum(c["tax"] for c in cells), sum(t["tax"] for t in taxes)))
    for name, one, other in checks:
        if one != other:
            yield _("{name} differ: {one} and {other}").format(name=name, one=one, other=other)


@dataclass(slots=True)
class _SessionSums:
    """What a session's entries add up to: for each kind and key how many, and minor units.

    `last` is its newest entry.
    """

    last: Place
    sums: dict[Key, list[int]] = field(default_factory=dict)

    def add(self, kind: str, key: object, amount: int) -> None:
        """Count one more, of so many minor units."""
        kept = self.sums.setdefault((kind, str(key)), [0, 0])
        kept[0] += 1
        kept[1] += amount

    def amount(self, kind: str, *, but: str | None = None) -> int:
        """The minor units of all keys of a kind, without the key `but`."""
        return sum(total for (each, key), (_n, total) in self.sums.items() if each == kind and key != but)


class Recomputed:
    """Totals (minor units) and numbers of one counter, built again from the journals of its codes, one after the other.

    Receipts begin at 1 under each code; sessions, Z reports and what was sold since the first day go on.
    """

    def __init__(self) -> None:
        self._codes: list[str] = []
        self._sessions: dict[int, _SessionSums] = {}
        self._numbers = {"receipt": 0, "session": 0, "z_report": 0}
        self._receipts = 0
        self._perpetual = [0, 0]
        self._closed: dict[int, tuple[Place, int]] = {}

    @property
    def receipts(self) -> int:
        """How many receipts were seen."""
        return self._receipts + self._numbers["receipt"]

    @property
    def sessions(self) -> int:
        """How many sessions were seen."""
        return self._numbers["session"]

    def begin(self, register: str) -> None:
        """The entries of this code come next."""
        self._receipts += self._numbers["receipt"]
        self._numbers["receipt"] = 0
        self._codes.append(register)

    def take(self, number: int, facts: Facts) -> Iterator[str]:
        """Add up the facts of the entry of a number, in the journal's order; what is wrong with it by itself."""
        for table in self._numbers:
            for row in facts.get(table, ()):
                if row["number"] != self._numbers[table] + 1:
                    yield _("{table}: number {number} is missing").format(table=table, number=self._numbers[table] + 1)
                self._numbers[table] = row["number"]
        for row in facts.get("session", ()):
            self._sessions[self._id_of(row["uid"])] = _SessionSums((self._codes[-1], number))
        for event in facts.get("drawer_event", ()):
            self._session(event["session_id"], number).add("cash", event["kind"], event["amount"])
        if "receipt" in facts:
            yield from receipt_sums(facts)
            self._add_receipt(number, facts)
        for row in facts.get("z_report", ()):
            yield from self._check_close(number, row)

    def _id_of(self, uid: str) -> int:
        """The number of a session in this file, 0 for one that is not there."""
        sql = "SELECT id FROM session WHERE register = ? AND uid = ?"
        return next((int(session_id) for (session_id,) in rows(sql, self._codes[-1], uid)), 0)

    def _session(self, session_id: int, number: int) -> _SessionSums:
        """The sums of a session, which the entry of a number adds to."""
        place = (self._codes[-1], number)
        sums = self._sessions.setdefault(session_id, _SessionSums(place))
        sums.last = place
        return sums

    def _add_receipt(self, number: int, facts: Facts) -> None:
        """Add a receipt's minor units to its session; a training sale is counted and no more."""
        receipt = facts["receipt"][0]
        sums = self._session(receipt["session_id"], number)
        if receipt["training"]:
            sums.add("receipts", "training", receipt["total"])
            return
        turnover = 0
        for line in facts.get("receipt_line", ()):
            kind, key = line_total(line["kind"], line["quantity"], receipt["kind"])
            sums.add(kind, key, line["total"])
            if kind == "turnover":
                turnover += line["total"]
                sums.add("group", line.get("group_id", 0), line["total"])
            for kind, column in (("line", "discount"), ("receipt", "share")):
                if line[column]:
                    sums.add("discount", kind, line[column])
        for tax in facts.get("receipt_tax", ()):
            sums.add("gross", f"{tax['tax_code']}:{tax['rate']}", tax["gross"])
            sums.add("tax", f"{tax['tax_code']}:{tax['rate']}", tax["tax"])
        for payment in facts.get("payment", ()):
            self._add_payment(sums, payment, receipt["kind"])
        sums.add("receipts", receipt["kind"], receipt["total"])
        sums.add("staff", receipt["person_id"], turnover)

    def _add_payment(self, sums: _SessionSums, payment: Facts, kind: str) -> None:
        """Add a tender's minor units to those of a session; `kind` is its receipt's."""
        sums.add("tender", payment["method"], payment["amount"])
        if kind == "correction":
            sums.add("correction", payment["method"], payment["amount"])
        elif payment["amount"] < 0:
            sums.add("refund", payment["method"], payment["amount"])
        if payment["rounding"]:
            sums.add("rounding", "", payment["rounding"])

    def _check_close(self, number: int, z: Facts) -> Iterator[str]:
        """What of a Z report, in minor units, is not what its session and those before it add up to."""
        sums = self._session(z["session_id"], number)
        self._closed[z["session_id"]] = (sums.last, z["closed_at"])
        for i, key in enumerate(("sales", "returns")):
            self._perpetual[i] += sums.sums.get(("turnover", key), [0, 0])[1]
        receipts = sum(n for (kind, _key), (n, _amount) in sums.sums.items() if kind == "receipts")
        checks = [
            (_("perpetual sales"), z["sales"], self._perpetual[0]),
            (_("perpetual returns"), z["returns"], self._perpetual[1]),
            (_("receipts of the session"), z["receipts"], receipts),
        ]
        if z.get("expected") is not None:
            checks.append((_("expected and the drawer's ledger"), z["expected"], sums.amount("cash", but="closing")))
        if z.get("counted") is not None:
            checks.append((_("counted, left and taken out"), z["counted"], z["left"] + z["taken"]))
        for name, one, other in checks:
            if one != other:
                yield _("{name} differ: {one} and {other}").format(name=name, one=one, other=other)

    def finish(self) -> Iterator[tuple[Place, str]]:
        """What is stored as totals and ends against what was added up: the entry, and what is wrong."""
        stored: dict[int, dict[Key, list[int]]] = {}
        for session_id, kind, key, n, amount in rows(
            "SELECT t.session_id, t.kind, t.key, t.n, t.amount FROM session_total t "
            f"JOIN session s ON s.id = t.session_id WHERE s.register IN ({marks(self._codes)})",
            *self._codes,
        ):
            stored.setdefault(session_id, {})[kind, key] = [n, amount]
        for session_id, sums in self._sessions.items():
            yield from self._check_totals(sums, stored.pop(session_id, {}))
        for session_id in stored:
            place = (self._codes[-1], self._numbers["session"])
            yield place, _("totals of a session {id} that was never opened").format(id=session_id)
        yield from self._check_ends()

    def _check_totals(self, sums: _SessionSums, stored: dict[Key, list[int]]) -> Iterator[tuple[Place, str]]:
        """Where counts and minor units as stored differ from those that were added up, or do not balance."""
        for key in sorted(sums.sums.keys() | stored.keys()):
            one, other = stored.get(key, [0, 0]), sums.sums.get(key, [0, 0])
            if one != other:
                name = " ".join(key).strip()
                text = _("the stored total {name} is {one}, its rows add up to {other}")
                yield sums.last, text.format(name=name, one=one[1] if one[1] != other[1] else one, other=other[1])
        balanced = sum(sums.amount(kind) for kind in BALANCED)
        if balanced != sums.amount("tender"):
            text = _("turnover, deposits, vouchers, old invoices and rounding are {one}, the tenders {other}")
            yield sums.last, text.format(one=balanced, other=sums.amount("tender"))

    def _check_ends(self) -> Iterator[tuple[Place, str]]:
        """A session ends when its Z report says so, to the millisecond UTC, and not otherwise."""
        for session_id, closed_at, register, entry in rows(
            f"SELECT id, closed_at, register, entry FROM session WHERE register IN ({marks(self._codes)})",
            *self._codes,
        ):
            place, ended = self._closed.get(session_id, ((register, entry), None))
            if closed_at != ended:
                text = _("{row}: {column} is {found}, the journal says {told}")
                yield place, text.format(row=f"session {session_id}", column="closed_at", found=closed_at, told=ended)
