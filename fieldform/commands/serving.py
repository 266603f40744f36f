"""Waitress, set as a server of health records must be, and stopped so that nobody's upload is cut off.

Told to stop (SIGTERM, Ctrl-C) it closes its door at once, answers what has begun to arrive, and then returns.
Knows no app. Public: serve, listen, PortTaken, OPTIONS.
"""

import errno
import signal
import socket
import time
from collections.abc import Callable, Mapping
from typing import Any

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import create_server
from waitress.task import ErrorTask

from fieldform.commands.one_reading import OneReading

MEGABYTE = 1024 * 1024

OPTIONS: dict[str, Any] = {
    "threads": 16,
    "connection_limit": 500,
    "channel_timeout": 30,
    "cleanup_interval": 10,
    "max_request_header_size": 16 * 1024,
    "max_request_body_size": 2 * MEGABYTE,
    # Beyond these a body or an answer is spilled to a file in the clear: more than any may hold.
    "inbuf_overflow": 4 * MEGABYTE,
    "outbuf_overflow": 64 * MEGABYTE,
    # No thread waits for a visitor who does not read.
    "outbuf_high_watermark": 64 * MEGABYTE,
    # One request at a time on a connection, so that two readers can never disagree where one ends.
    "channel_request_lookahead": 0,
    "clear_untrusted_proxy_headers": True,
    "expose_tracebacks": False,
    "log_socket_errors": False,
    "ident": None,
    "asyncore_use_poll": True,
}

# A line on which nothing moves is closed after `channel_timeout`; one that sends a byte now and then, after this many seconds. A megabyte
# over a poor line takes two minutes.
LONGEST_ARRIVAL = 300.0
_LONGEST_FAREWELL = 25.0


class PortTaken(Exception):
    """Another program listens there. Likely cause: Fieldform runs already, or something else uses the port."""


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to this address alone; PortTaken where it is in use."""
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as problem:
        if problem.errno in (errno.EADDRINUSE, errno.EACCES):
            raise PortTaken(port) from problem
        raise


def serve(
    application: Callable[..., Any],
    door: socket.socket,
    ready: Callable[[], None],
    refusal: Mapping[str, str] | None = None,
    longest_arrival: float = LONGEST_ARRIVAL,
    **options: Any,
) -> None:
    """Answer on `door` until told to stop; `ready` is called once connections are taken.

    `refusal`: the headers of what is refused before the application sees it (too large, or no HTTP at all). `longest_arrival`: seconds
    in which a request must have come whole.
    """
    channels: dict[int, Any] = {}
    server: Any = create_server(application, map=channels, sockets=[door], **{**OPTIONS, **options})
    server.channel_class = _channel_with(refusal or {}, longest_arrival)
    told = _told_to_stop(server)
    ready()
    while not told():
        _turn(channels)
    wasyncore.dispatcher.close(server)
    _finish(channels)
    server.task_dispatcher.shutdown(timeout=5)
    wasyncore.close_all(channels)


def _channel_with(headers: Mapping[str, str], longest_arrival: float) -> type[HTTPChannel]:
    class Refusal(ErrorTask):
        def execute(self) -> None:
            self.response_headers = [*self.response_headers, *headers.items()]
            super().execute()

    class Channel(HTTPChannel):
        error_task_class = Refusal
        parser_class = OneReading
        began = 0.0

        def received(self, arrived: bytes) -> bool:
            if self.request is None:
                self.began = time.monotonic()
            self.will_close |= time.monotonic() - self.began > longest_arrival
            return super().received(arrived)

    return Channel


def _told_to_stop(server: Any) -> Callable[[], bool]:
    signals: list[int] = []

    def note(number: int, _frame: object) -> None:
        signals.append(number)
        server.pull_trigger()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, note)
    return lambda: bool(signals)


def _finish(channels: dict[int, Any]) -> None:
    """What has begun to arrive is read to its end, answered and sent; an idle connection holds nothing up."""
    deadline = time.monotonic() + _LONGEST_FAREWELL
    while any(_is_busy(channel) for channel in list(channels.values())) and time.monotonic() < deadline:
        _turn(channels)


def _is_busy(channel: Any) -> bool:
    return isinstance(channel, HTTPChannel) and bool(channel.request or channel.requests or channel.total_outbufs_len)


def _turn(channels: dict[int, Any]) -> None:
    """Waitress closes a line when it can write to it next; one whose visitor does not read never comes to that."""
    wasyncore.loop(timeout=1, use_poll=True, map=channels, count=1)
    for channel in list(channels.values()):
        if getattr(channel, "will_close", False):
            channel.handle_close()
