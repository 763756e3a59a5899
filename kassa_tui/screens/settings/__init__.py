"""What the shop has decided, in groups: forms, lists of its own tables, and the whole set-up as a file."""
