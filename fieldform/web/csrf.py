"""The CSRF token on whatever a session sends; a device's signed request is held by its signature and by being JSON instead.

Public: install.
"""

from flask import Flask, current_app, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import UnsupportedMediaType

from fieldform.access.guard import Door, rule_of
from fieldform.access.sessions import CSRF


def install(app: Flask) -> None:
    # A page may stay open for a whole shift: the token lives as long as its session. The origin is checked by limits.py.
    app.config.update(WTF_CSRF_CHECK_DEFAULT=False, WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SSL_STRICT=False, WTF_CSRF_FIELD_NAME=CSRF)
    protection = CSRFProtect(app)

    @app.before_request
    def check() -> None:
        if request.endpoint is None:
            return
        rule = rule_of(current_app.view_functions[request.endpoint])
        if rule is None or rule.door is not Door.DEVICE:
            protection.protect()
        elif request.method == "POST" and request.mimetype != "application/json":
            raise UnsupportedMediaType
