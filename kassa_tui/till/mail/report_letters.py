"""A report as a file that goes to somebody by mail: the bookkeeper, the owner."""

from hashlib import sha256

from kassa_tui.database import row
from kassa_tui.i18n import words
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.recording import recorder
from kassa_tui.till.ledger.shop import Shop, read_shop
from kassa_tui.till.mail import letters
from kassa_tui.till.reports.filter import may_see_sales, may_see_sessions


def last_address() -> str:
    """Where the last report went; empty when none was mailed yet."""
    newest = row(
        "SELECT address FROM mail WHERE coalesce(order_id, paper_id, customer_paper_id) IS NULL "
        "ORDER BY id DESC LIMIT 1"
    )
    return str(newest[0]) if newest else ""


def _texts(shop: Shop, title: str) -> tuple[str, str]:
    _ = words(shop.reports_in).text
    body = _("The report is in the file with this letter.")
    return f"{shop.name}: {title}", f"{body}\n\n{shop.name}\n"


@recorder()
def queue(desk: Desk, address: str, title: str, name: str, file: bytes, *, of_sessions: bool = True) -> int:
    """Let a report wait to be sent, as a file; the letter's id.

    Raises NotAllowedError, AddressError, FileTooLargeError.
    """
    (may_see_sessions if of_sessions else may_see_sales)(desk)
    to, shop = letters.checked_address(address), read_shop()
    with journal.entry(desk, "report.mailed") as entry:
        # What went out is proved by its hash; whom it went to stands in the letter, which can be erased.
        entry.add("file", {"name": name, "bytes": len(file), "sha256": sha256(file).hexdigest()})
        return letters.put(entry.at, to, _texts(shop, title), name, file)
