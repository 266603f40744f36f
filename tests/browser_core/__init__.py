"""The phone's own modules, run in Node: their tests, and what they and the server make of each other's bytes."""
