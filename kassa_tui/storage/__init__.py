"""Files that must not be lost: how they are opened, locked, copied and promised, and what goes wrong with them."""
