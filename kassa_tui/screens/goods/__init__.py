"""Articles, and the quick keys that they stand on."""
