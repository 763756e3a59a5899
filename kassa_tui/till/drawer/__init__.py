"""The cash drawer and its sessions: open, move, count, close, and what a session was."""
