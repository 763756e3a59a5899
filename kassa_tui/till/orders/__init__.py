"""Orders as they are made, changed and read; money for them is recorded in the sale."""
