"""Where screens find files and put them: sticks, and the shop's own folder."""

from pathlib import Path

from kassa_tui.exports import places
from kassa_tui.i18n import _
from kassa_tui.screens.frame.menu import Item


def folders() -> list[Item[Path]]:
    """Where a file may go to and come from."""
    sticks = [Item(f"{_('Stick')} {stick.name}", stick) for stick in places.sticks()]
    return [*sticks, Item(_("Folder on this computer"), places.own_folder())]


def files_of(pattern: str) -> list[tuple[str, Path]]:
    """The files of that kind in all of those places, each with the place in words."""
    files: list[tuple[str, Path]] = []
    for item in folders():
        files += [(item.word, file) for file in sorted(item.value.glob(pattern)) if file.is_file()]
    return files
