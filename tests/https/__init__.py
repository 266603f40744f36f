"""Trusted HTTPS: the proxies' shipped examples in front of a real server, and a browser that trusts the trial's authority."""
