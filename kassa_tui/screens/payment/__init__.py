"""Payment: from a basket to a recorded receipt."""
