"""Who is there, who may, who agrees, and the lock."""
