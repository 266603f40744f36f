"""Who is asking and what they may see: agencies, users, sessions, sign-in, roles, walls, the view log.

Public: TABLES.
"""

from peewee import Model

from fieldform.access import models
from fieldform.access.silence import SilenceRule
from fieldform.access.standing import StandingReview

__all__ = ["TABLES"]

TABLES: tuple[type[Model], ...] = (*models.TABLES, StandingReview, SilenceRule)
