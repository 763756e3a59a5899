"""What every recorder stands on: the desk, what it may do, the journal, the clock, the shop and its totals."""
