"""Files for other people's programs: the books, orders, reports."""
