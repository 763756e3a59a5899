"""The close wizard: count, overview, what stays, what goes, done."""
