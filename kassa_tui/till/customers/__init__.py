"""Who buys by name: their data, what they owe, how they are found and forgotten."""
