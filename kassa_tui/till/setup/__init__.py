"""A shop's set-up: the first start, its settings, whole set-ups as files, the demo."""
