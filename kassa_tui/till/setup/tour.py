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
    setting = {"key": "tour", "value": journal.canonical(False)}
    with journal.entry(desk, "shop.changed") as entry:
        Setting.update(value=setting["value"], entry=entry.number).where(Setting.key == setting["key"]).execute()
        entry.state("setting", setting)
