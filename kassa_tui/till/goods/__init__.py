"""What is sold: articles, their codes, the quick keys, and what a scanned code means."""
