"""What IT sees: devices, codes, users. Never a name from a report."""
