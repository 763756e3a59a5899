"""Reports on the screen: a period, a table, and a picture of it."""
