"""Questions about what was recorded; figures are added up, never computed again."""
