"""What was sold, and how it is cut: by employee, by time, by article and by group."""
