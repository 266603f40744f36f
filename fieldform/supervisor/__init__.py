"""What a supervisor sees: numbers without names, for their own agency."""
