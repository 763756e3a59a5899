"""What every screen stands on: the program, its keys and questions, lists, forms, the menu and the help."""
