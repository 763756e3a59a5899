"""Commands for the machine: installing, releases, backups, proof, the doctor, keys for SSH."""
