"""Who is asking and what they may see: agencies, users, sessions, sign-in, roles, walls, the view log.

Public: TABLES.
"""

from fieldform.access.models import TABLES

__all__ = ["TABLES"]
