"""Numbered, frozen, forward only."""
