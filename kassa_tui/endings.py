"""What a program on the screen ends with where it is not over: its exit code says what comes next."""

LOOK = 2
"""A damaged shop is only looked into."""

AGAIN = 3
"""The register starts anew: there is something to be asked at its start."""

MEND = 4
"""The register found damage, and the newest proven copy is to be put back."""
