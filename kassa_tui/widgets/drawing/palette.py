"""Three themes with the same roles. Widgets name roles, never colours.

An *ink* is what is written with, a *ground* what it is written on. `console` is for a bare Linux console
with its 16 colours, where bold is bright.
"""

from dataclasses import dataclass
from functools import cache

from rich.style import Style
from textual.app import App
from textual.theme import Theme

DARK, LIGHT, CONSOLE = "nacht", "dag", "console"


@dataclass(frozen=True)
class Palette:
    """The colours of one theme by role. `bold` inks must be bright to be read, `plain` ones must not."""

    name: str
    inks: dict[str, str]
    grounds: dict[str, str]
    bold: frozenset[str] = frozenset()
    plain: frozenset[str] = frozenset()

    def __hash__(self) -> int:
        return hash(self.name)

    @property
    def console(self) -> bool:
        """Whether only 16 colours and the console's glyphs are there."""
        return self.name == CONSOLE

    def style(self, ink: str, ground: str, *, bold: bool = False, underline: bool = False) -> Style:
        """The style of an ink on a ground."""
        return _style(self, ink, ground, (bold or ink in self.bold) and ink not in self.plain, underline)


@cache
def _style(palette: Palette, ink: str, ground: str, bold: bool, underline: bool) -> Style:
    return Style(color=palette.inks[ink], bgcolor=palette.grounds[ground], bold=bold, underline=underline)


_DARK_INKS = {
    "text": "#E9EFF1",
    "muted": "#9FB1BA",
    "key": "#8CD3F0",
    "pay": "#3DD6A0",
    "paytext": "#06231A",
    "cursortext": "#0B1A21",
    "ok": "#5FD9A8",
    "warn": "#F7B955",
    "error": "#FF8A7A",
    "warntext": "#1F1503",
    "errortext": "#FFFFFF",
    "brandtext": "#F2F8FA",
    "line": "#3B4B54",
}
_DARK_GROUNDS = {
    "bg": "#10161A",
    "surface": "#182127",
    "panel": "#222E35",
    "tile": "#22343D",
    "pay": "#3DD6A0",
    "cursor": "#BFE3F2",
    "warn": "#F7B955",
    "error": "#C93A2B",
    "brand": "#1D4B5A",
    "text": "#E9EFF1",
    "muted": "#9FB1BA",
    "errorink": "#FF8A7A",
    "warnink": "#F7B955",
}
_LIGHT_INKS = {
    "text": "#1A2226",
    "muted": "#55636A",
    "key": "#0F5C86",
    "pay": "#0B6A4E",
    "paytext": "#FFFFFF",
    "cursortext": "#0B1A21",
    "ok": "#0B6A4E",
    "warn": "#8A5200",
    "error": "#B3261E",
    "warntext": "#1F1503",
    "errortext": "#FFFFFF",
    "brandtext": "#FFFFFF",
    "line": "#B9B2A4",
}
_LIGHT_GROUNDS = {
    "bg": "#F5F3EE",
    "surface": "#FFFFFF",
    "panel": "#E7E3DA",
    "tile": "#E3ECEE",
    "pay": "#0B6A4E",
    "cursor": "#C4E1F2",
    "warn": "#F2B544",
    "error": "#B3261E",
    "brand": "#17485A",
    "text": "#1A2226",
    "muted": "#55636A",
    "errorink": "#B3261E",
    "warnink": "#8A5200",
}
_CONSOLE_INKS = {
    "text": "white",
    "muted": "white",
    "key": "cyan",
    "pay": "green",
    "paytext": "black",
    "cursortext": "black",
    "ok": "green",
    "warn": "yellow",
    "error": "red",
    "warntext": "white",
    "errortext": "white",
    "brandtext": "white",
    "line": "white",
}
_CONSOLE_GROUNDS = {
    "bg": "default",
    "surface": "default",
    "panel": "default",
    "tile": "blue",
    "pay": "green",
    "cursor": "white",
    "warn": "yellow",
    "error": "red",
    "brand": "blue",
    "text": "white",
    "muted": "white",
    "errorink": "red",
    "warnink": "yellow",
}

PALETTES = {
    DARK: Palette(DARK, _DARK_INKS, _DARK_GROUNDS),
    LIGHT: Palette(LIGHT, _LIGHT_INKS, _LIGHT_GROUNDS),
    CONSOLE: Palette(
        CONSOLE,
        _CONSOLE_INKS,
        _CONSOLE_GROUNDS,
        frozenset({"key", "ok", "warn", "error", "warntext", "errortext", "brandtext"}),
        # Bold black is a dark grey there.
        frozenset({"paytext", "cursortext"}),
    ),
}


def palette_of(app: App[object]) -> Palette:
    """The palette of the theme in use."""
    return PALETTES.get(app.theme, PALETTES[DARK])


def _variables(palette: Palette, ansi: bool) -> dict[str, str]:
    """The roles as `$k-...` for style sheets."""

    def written(color: str) -> str:
        return f"ansi_{color}" if ansi else color

    roles = {f"k-{name}": written(color) for name, color in palette.inks.items()}
    roles |= {f"k-on-{name}": written(color) for name, color in palette.grounds.items()}
    if ansi:
        roles |= {"ansi-background": "ansi_black", "ansi-foreground": "ansi_white"}
    return roles


def themes() -> list[Theme]:
    """The themes to register before the style sheets are read."""
    made = []
    for palette in PALETTES.values():
        ansi = palette.console
        plain = {name: "ansi_default" if ansi else color for name, color in palette.grounds.items()}
        made.append(
            Theme(
                name=palette.name,
                primary="ansi_blue" if ansi else palette.grounds["brand"],
                foreground="ansi_white" if ansi else palette.inks["text"],
                background=plain["bg"],
                surface=plain["surface"],
                panel=plain["panel"],
                boost=plain["panel"],
                dark=palette.name != LIGHT,
                variables=_variables(palette, ansi),
                ansi=ansi,
            )
        )
    return made
