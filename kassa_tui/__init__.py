"""A cash register for small shops: full-screen in a terminal, to the cent, with proof."""

__version__ = "0.2.0"
