"""Pieces of screens. Each is a pure picture of the values that it was given."""
