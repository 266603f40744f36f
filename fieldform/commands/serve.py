"""`fieldform serve`: the server itself, with a line when it is ready. Public: add_parser, run."""

import argparse
import logging
import sys
from typing import Any

from fieldform.alerting import watchman
from fieldform.app import create_app
from fieldform.commands import demo_words
from fieldform.commands.lock import AlreadyServed, only_server
from fieldform.commands.problem import CommandProblem, Subparsers
from fieldform.commands.records import opened
from fieldform.commands.serving import PortTaken, listen, serve
from fieldform.config import Config
from fieldform.keys_folder import copy_recovery, load_keys
from fieldform.parts import utc_now
from fieldform.upkeep import audit, journal
from fieldform.upkeep.soundness import refuse_damaged
from fieldform.web.headers import NOT_KEPT, carried_by_all

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def add_parser(commands: Subparsers) -> None:
    parser = commands.add_parser("serve", help="start the server")
    parser.set_defaults(run=run)


def run(_args: argparse.Namespace, config: Config) -> int:
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # It warns whenever a request waits for a thread to wake.
    _refuse_an_open_line(config)
    _refuse_an_open_door(config)
    try:
        with only_server(config.data_folder):
            refuse_damaged(config, load_keys(config.keys_folder).database_key)
            _serve(config)
    except AlreadyServed as problem:
        raise CommandProblem(
            f"Another Fieldform already serves {config.data_folder}. Stop it first; two would spoil its records."
        ) from problem
    except PortTaken as problem:
        raise CommandProblem(
            f"Port {config.port} is taken by another program. Stop that, or choose another port: make run PORT=9000, "
            "or FIELDFORM_PORT and FIELDFORM_URL."
        ) from problem
    return 0


def _serve(config: Config) -> None:
    refusal = {**carried_by_all(config), **NOT_KEPT}
    with listen("127.0.0.1" if config.host == "localhost" else config.host, config.port) as door, opened(config) as keys:
        copy_recovery(config.keys_folder, config.data_folder)
        kept = journal.keeper(config, keys, utc_now)
        woken = [watchman(config, utc_now), *([kept] if kept else [])]
        at_work = [*woken, audit.keeper(config, keys, utc_now)]

        def wake() -> None:
            for one in woken:
                one.wake()

        for one in at_work:
            one.start()
        try:
            serve(create_app(config, keys, wake=wake), door, lambda: _tell(config), refusal, **_behind_a_proxy(config))
        finally:
            for one in at_work:
                one.stop()


def _refuse_an_open_line(config: Config) -> None:
    """Health records and phrases never cross a network in the clear; phones would not start the app there either."""
    if not config.https and set(config.trusted_hosts) - set(_LOOPBACK):
        raise CommandProblem(
            f"FIELDFORM_URL is {config.url}: other machines need https. Put a proxy with a certificate in front (see docs/install.md)."
        )


def _refuse_an_open_door(config: Config) -> None:
    """What listens beyond this machine without TLS takes phrases in the clear from whoever comes, whatever its address says."""
    if not config.https and config.host not in _LOOPBACK:
        raise CommandProblem(
            f"FIELDFORM_HOST is {config.host}: without https Fieldform listens on 127.0.0.1 only. Leave it out (see docs/install.md)."
        )


def _behind_a_proxy(config: Config) -> dict[str, Any]:
    """Where there is https there is a proxy: its word on who asks is taken, and nobody else's."""
    if not config.https:
        return {}
    return {
        "url_scheme": "https",
        "trusted_proxy": config.trusted_proxy,
        "trusted_proxy_count": 1,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
    }


def _tell(config: Config) -> None:
    if config.demo:
        print(demo_words.what_to_try(config))
    print(f"Fieldform is ready at {config.url}", flush=True)
