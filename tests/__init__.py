"""The checks. Read tests/test_journey.py first: it tells the whole path of a submission."""
