"""Real input: 348 crisis reports that officers elsewhere wrote, put through the public endpoint as three cars would. See replay.py."""
