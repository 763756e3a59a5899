"""What a list of products says: its columns, its cells, and what they would change."""
