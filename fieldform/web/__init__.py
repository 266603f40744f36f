"""What every page shares: safe headers, limits, the CSRF check, errors in words, template filters, files with their build.

Public: install.
"""

from collections.abc import Callable
from datetime import datetime

from flask import Flask

from fieldform.access.guard import check_access
from fieldform.access.sessions import utc_now
from fieldform.config import Config
from fieldform.web import builds, csrf, errors, filters, headers, limits


def install(app: Flask, config: Config, clock: Callable[[], datetime] = utc_now) -> None:
    """Everything above on one app. What stands between a request and its view runs in this order: limits, access, CSRF."""
    headers.install(app, config)
    limits.install(app, config)
    app.before_request(check_access)
    csrf.install(app)
    errors.install(app)
    filters.install(app, config, clock)
    builds.install(app)
