"""What people may change of themselves; the rest of a person is the office's."""

from kassa_tui.i18n import LANGUAGES
from kassa_tui.models import Person as PersonRow
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.recording import recorder


@recorder()
def speak(desk: Desk, language: str) -> None:
    """Keep the language that the person at the desk chose, for the next time. Raises KeyError for an unknown one."""
    code = LANGUAGES[language].code
    row = PersonRow.get_by_id(desk.person.id)
    if row.language == code:
        return
    with journal.entry(desk, "person.language") as entry:
        PersonRow.update(language=code, entry=entry.number).where(PersonRow.id == row.id).execute()
        values = {name: getattr(row, name) for name in ("id", "name", "role", "active")}
        entry.state("person", {**values, "language": code})
