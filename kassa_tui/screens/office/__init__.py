"""The office: its tasks, the search through all actions, and switching the machine off."""
