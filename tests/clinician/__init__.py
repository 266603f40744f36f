"""The desk: its list, one follow-up, the report and the three steps, as a browser without JavaScript sees them."""
