"""Paper that is kept as it was, and the jobs that bring it to a printer."""
