"""A small Fieldform with nothing in it but access and the web's shared parts, on a clock that tests move.

Public: Clock, Place, build_place, sign_in.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from flask import Flask, Response, abort, jsonify, request
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from fieldform import web
from fieldform.access import routes
from fieldform.access.guard import assert_every_route_is_classified, current_viewer, device_signed, public, roles
from fieldform.access.viewer import Role
from fieldform.config import Config
from fieldform.paths import TEMPLATES
from fieldform.schema import all_tables
from tests.support.cast import Cast, Member, create_cast
from tests.support.ground import bare

MORNING = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
_TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')


@dataclass
class Clock:
    now: datetime = MORNING

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **length: float) -> None:
        self.now += timedelta(**length)


@dataclass
class Place:
    app: Flask
    clock: Clock
    cast: Cast
    config: Config
    folder: Path = field(repr=False)

    def visitor(self) -> FlaskClient:
        return self.app.test_client()

    def signed_in(self, member: Member) -> FlaskClient:
        client = self.visitor()
        assert sign_in(client, member).status_code == 303
        return client


@contextmanager
def build_place(folder: Path, url: str = "http://localhost:8080") -> Iterator[Place]:
    config = Config(url=url, data_folder=folder / "data", keys_folder=folder / "keys")
    with bare(all_tables(), folder / "access.db"):
        app, clock = _app_of(config.url)
        clock.now = MORNING
        cast = create_cast(clock.now)
        yield Place(app=app, clock=clock, cast=cast, config=config, folder=folder)


@cache
def _app_of(url: str) -> tuple[Flask, Clock]:
    """One app for many tests: it keeps its templates, and everything that changes is in the database and on the clock."""
    clock = Clock()
    return build_app(Config(url=url), clock), clock


def build_app(config: Config, clock: Clock) -> Flask:
    app = Flask("fieldform", template_folder=str(TEMPLATES), static_folder=None)
    app.secret_key = b"a secret for tests alone, 32 byte"
    routes.install(app, config, clock)
    web.install(app, config, clock)
    _add_rooms(app)
    assert_every_route_is_classified(app)
    return app


def token_of(client: FlaskClient, page: str = "/sign-in") -> str:
    found = _TOKEN.search(client.get(page, headers={"Accept": "text/html"}).text)
    assert found is not None, "no CSRF token in the page"
    return found[1]


def sign_in(client: FlaskClient, member: Member, *, phrase: str | None = None, **more: str) -> TestResponse:
    """As the page does it without JavaScript."""
    fields = {"username": member.username, "phrase": phrase or member.phrase, "csrf_token": token_of(client), **more}
    return client.post("/sign-in", data=fields, headers={"Accept": "text/html"})


def _add_rooms(app: Flask) -> None:
    @app.get("/officer/")
    @public("the shell")
    def shell() -> str:
        return "shell"

    @app.get("/clinician/")
    @roles(Role.CLINICIAN, Role.ADVOCATE)
    def desk() -> str:
        return f"desk of {current_viewer().name}"

    @app.post("/clinician/note")
    @roles(Role.CLINICIAN)
    def note() -> str:
        return f"noted {request.form['note']}"

    @app.post("/sync/push")
    @device_signed("a toy")
    def push() -> Response:
        return jsonify(fieldform=1)

    @app.get("/broken/<kind>")
    @public("a toy that fails as asked")
    def broken(kind: str) -> str:
        if kind.isdigit():
            abort(int(kind))
        raise RuntimeError(f"canary {kind}")
