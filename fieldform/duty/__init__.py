"""The on-duty calendar of the offices that work follow-ups: who is there, whom to phone, whom to alert next.

Knows people and agencies, and nothing of the record. Public: TABLES.
"""

from fieldform.duty.models import TABLES

__all__ = ["TABLES"]
