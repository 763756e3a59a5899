"""The anchor: what is known of a journal's newest entries outside its database, and what is missing beside that."""
