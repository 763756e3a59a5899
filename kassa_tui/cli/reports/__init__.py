"""`kassa report`: one question, answered as a table or as JSON."""
