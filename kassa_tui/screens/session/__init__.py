"""The drawer's session: started, moved, counted, closed, looked at."""
