"""One screen a file: asking and showing. What is allowed and what it means is decided in `till`."""
