"""What a check-up finds of the program, the shop, the machine and its devices."""
