"""Receipts that were made: found again, looked at, refunded, corrected."""
