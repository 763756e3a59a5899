"""The tables by subject; `models.py` gathers them."""
