"""What stands behind the figures: verify, replay, backups, the doctor."""
