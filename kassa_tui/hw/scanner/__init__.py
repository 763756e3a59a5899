"""Barcode scanners: their keys as text, which of the devices is one, and who typed what is read."""
