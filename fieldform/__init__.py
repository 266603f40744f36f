"""Fieldform: crisis contacts from the street to the clinician."""

__version__ = "0.1.0"
