"""Whether the first day's tour is still to be shown: a setting of the shop, on from the first start until it ends."""

from kassa_tui.models import Setting
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.recording import recorder
from kassa_tui.till.ledger.shop import read_shop


@recorder()
def ended(desk: Desk) -> None:
    """It was seen, or somebody did not want it: it does not come by itself again."""
    if not read_shop().tour:
        return
    kept = {"key": "tour", "value": journal.canonical(False)}
    with journal.entry(desk, "shop.changed") as entry:
        Setting.update(value=kept["value"], entry=entry.number).where(Setting.key == kept["key"]).execute()
        entry.state("setting", kept)
