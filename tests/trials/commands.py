"""What the commands are that do something to a shop, and a shop in which each of them can be typed."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kassa_tui.database import MARK, close_database, open_database, rows
from kassa_tui.storage.trouble import LostError, MissingError, UnreadableError
from tests.schemas import shop_of
from tests.system.conftest import ANSWERS, Machine
from tests.trials.counter import asked_here

OPEN = ("session", "open", "--amount", "10.00")
CUSTOMERS = "name;email;city\nDe Vries;a@b.nl;Town\n"
LINES = "text;quantity;price\nCake;1;2.00\n"


@dataclass(frozen=True)
class Command:
    """What is typed, `{home}` being the shop's folder; what was done before it, and the file that it makes, if any."""

    words: Sequence[str]
    before: Sequence[str] = ()
    file: str = "shop.db"
    out: str = ""
    once: bool = False
    """Where it was done already, the second one is refused."""
    finds: bool = False
    """Whether it says itself what is wrong with the file."""


ORDERED = ("order", "new", "--customer", "De Vries", "--lines", "{home}/lines.csv")

COMMANDS = {
    "backup": Command(("backup",)),
    "restore": Command(("restore", "{home}/copy.db", "--db", "{home}/new.db"), file="new.db", once=True),
    "put back": Command(("restore", "--db", "{home}/torn.db"), file="torn.db", once=True, finds=True),
    "init": Command(("init", "--from", "{home}/answers.toml", "--db", "{home}/new.db"), file="new.db", once=True),
    "update": Command(("staff", "add", "Newcomer", "--db", "{home}/old.db"), file="old.db", once=True),
    "open": Command(OPEN, once=True),
    "add": Command(("session", "add", "5.00", "--reason", "change"), OPEN),
    "close": Command(("session", "close", "--counted", "10.00"), OPEN, once=True),
    "products": Command(("products", "import", "{home}/more.csv")),
    "customers": Command(("customers", "import", "{home}/more_people.csv")),
    "people": Command(("customers", "export", "{home}/out.csv"), out="out.csv", once=True),
    "set-up": Command(("shop", "export", "{home}/out.json"), out="out.json", once=True),
    "activity": Command(("export", "activity", "--out", "{home}/out.csv"), OPEN, out="out.csv", once=True),
    "journal": Command(("export", "journal", "--out", "{home}/out.jsonl"), out="out.jsonl", once=True),
    "order": Command(ORDERED),
    "pay": Command(("order", "pay", "1", "--method", "cash", "--amount", "1.00"), ORDERED),
    "hand-over": Command(("order", "hand-over", "1"), ORDERED, once=True),
    "pdf": Command(("order", "pdf", "1", "{home}/out.pdf"), ORDERED, out="out.pdf", once=True),
    "staff": Command(("staff", "add", "Newcomer"), once=True),
    "verify": Command(("verify",)),
    "day": Command(("report", "day")),
    "sessions": Command(("session", "list")),
    "doctor": Command(("doctor",), finds=True),
}


@dataclass
class Bench:
    """A shop's folder that is put back before each try."""

    machine: Machine
    kept: Path
    command: Command

    @property
    def words(self) -> list[str]:
        """What is typed here."""
        return [word.format(home=self.machine.home) for word in self.command.words]

    @property
    def file(self) -> Path:
        """The shop that it is about."""
        return self.machine.home / self.command.file

    def again(self) -> None:
        """As it was before."""
        shutil.rmtree(self.machine.home)
        shutil.copytree(self.kept, self.machine.home)

    def state(self) -> tuple[object, ...]:
        """What is recorded, and how large the file is that was made."""
        out = self.machine.home / self.command.out
        size = out.stat().st_size if self.command.out and out.exists() else None
        if not self.file.exists():
            return (None, size)
        try:
            open_database(self.file)
        except (MissingError, LostError, UnreadableError):
            # What a founding that was ended left: tables without a shop; or a shop that waits to be put back.
            return (None, size)
        kinds = rows("SELECT kind, count(*) FROM journal WHERE kind NOT LIKE 'database.%' GROUP BY kind ORDER BY kind")
        close_database()
        return (kinds, size)


def bench_of(folder: Path, founded: Path, command: Command) -> Bench:
    """A shop with what the command needs, kept beside the folder in which it works."""
    home = folder / "home"
    shutil.copytree(founded, home)
    machine = Machine(home)
    (home / "shop.toml").unlink()
    for name, text in {
        "answers.toml": ANSWERS, "people.csv": CUSTOMERS, "lines.csv": LINES,
        "more.csv": "name;price;vat\nCake;3.00;low\nPear;0.50;low\n",
        "more_people.csv": CUSTOMERS.replace("De Vries", "Jansen"),
    }.items():  # fmt: skip
        (home / name).write_text(text)
    shop_of(2, home / "old.db")
    for words in (("customers", "import", "{home}/people.csv"), ("backup",), command.before):
        if words:
            code, said = asked_here("--db", str(machine.database), *(word.format(home=home) for word in words))
            assert code == 0, said
    shutil.copyfile(next((home / "backups").glob("*.db")), home / "copy.db")
    _torn(home)
    kept = folder / "kept"
    shutil.copytree(home, kept)
    return Bench(machine, kept, command)


def _torn(home: Path) -> None:
    """A shop without its beginning, with a proven copy."""
    content = (home / "copy.db").read_bytes()
    (home / "torn.db").write_bytes(bytes(100) + content[100:])
    (home / "torn.db-wal").write_bytes(b"")
    (home / "torn.db.known").write_bytes(MARK)
    copy = next((home / "backups").glob("*.db"))
    shutil.copyfile(home / "copy.db", copy.with_name(copy.name.replace("shop-", "torn-", 1)))
