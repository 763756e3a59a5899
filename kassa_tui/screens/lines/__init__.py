"""One line of a receipt, and how it is found: by search, variant, code or amount."""
