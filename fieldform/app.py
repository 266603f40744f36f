"""The application, wired in one place: read this to see what Fieldform is made of.

Public: create_app.
"""

from collections.abc import Callable
from datetime import datetime

from flask import Flask

import fieldform.access.own_phrase
import fieldform.access.routes
import fieldform.admin.aside
import fieldform.admin.forms_routes
import fieldform.admin.health
import fieldform.admin.lists_routes
import fieldform.admin.people
import fieldform.admin.review
import fieldform.admin.routes
import fieldform.clinician.by_law_routes
import fieldform.clinician.duty_routes
import fieldform.clinician.handover_routes
import fieldform.clinician.import_routes
import fieldform.clinician.people_routes
import fieldform.clinician.routes
import fieldform.device.routes
import fieldform.officer.find
import fieldform.officer.routes
import fieldform.supervisor.aside_routes
import fieldform.supervisor.corrections
import fieldform.supervisor.devices
import fieldform.supervisor.month
import fieldform.supervisor.reports
import fieldform.supervisor.routes
from fieldform import intake, web
from fieldform.access import looks
from fieldform.access.guard import assert_every_route_is_classified
from fieldform.config import Config
from fieldform.database import give_back
from fieldform.keys_folder import Keys
from fieldform.parts import EXTENSION, Parts, utc_now
from fieldform.paths import TEMPLATES
from fieldform.web import room
from sync.tables import database

_BLUEPRINTS = (
    fieldform.access.own_phrase.blueprint,
    fieldform.device.routes.blueprint,
    fieldform.officer.routes.blueprint,
    fieldform.officer.find.blueprint,
    fieldform.clinician.routes.blueprint,
    fieldform.clinician.duty_routes.blueprint,
    fieldform.clinician.by_law_routes.blueprint,
    fieldform.clinician.handover_routes.blueprint,
    fieldform.clinician.people_routes.blueprint,
    fieldform.clinician.import_routes.blueprint,
    fieldform.supervisor.routes.blueprint,
    fieldform.supervisor.aside_routes.blueprint,
    fieldform.supervisor.reports.blueprint,
    fieldform.supervisor.corrections.blueprint,
    fieldform.supervisor.month.blueprint,
    fieldform.supervisor.devices.blueprint,
    fieldform.admin.routes.blueprint,
    fieldform.admin.people.blueprint,
    fieldform.admin.review.blueprint,
    fieldform.admin.aside.blueprint,
    fieldform.admin.forms_routes.blueprint,
    fieldform.admin.lists_routes.blueprint,
    fieldform.admin.health.blueprint,
)


def create_app(config: Config, keys: Keys, clock: Callable[[], datetime] = utc_now, wake: Callable[[], None] = lambda: None) -> Flask:
    """A Flask app over the database that is already open (fieldform.database.open_database) and migrated.

    `wake` is called after something was received (alerting.watchman).
    """
    app = Flask("fieldform", template_folder=str(TEMPLATES), static_folder=None)
    app.secret_key = keys.secret_key
    looks.entrust(database.obj, keys.look_key)
    app.extensions[EXTENSION] = Parts(config, keys, intake.reconciler(keys), clock, wake)
    room.install(app)
    _connect(app)
    web.install(app, config, clock)
    fieldform.access.routes.install(app, config, clock)
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint)
    assert_every_route_is_classified(app)
    return app


def _connect(app: Flask) -> None:
    """Each request borrows a connection."""

    @app.before_request
    def connect() -> None:
        database.connect(reuse_if_open=True)

    @app.teardown_request
    def done(_: BaseException | None) -> None:
        give_back(database.obj)
