"""A register while it runs: its state, its printer's queue, its customer display."""
