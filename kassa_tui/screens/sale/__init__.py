"""The sale: what is scanned is what is seen, one green key to pay, nothing to dismiss."""
