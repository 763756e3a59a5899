"""What may change, against what the journal told last: one file for each kind of rows."""
