"""What keeps a Fieldform running for years: backups that are read back, restoring one, and how the machine is doing. Knows no page."""
