"""`kassa order`: orders made, paid, handed over and cancelled by command."""
