"""Letters that wait in the database, and who brings them away."""
