"""Requests that hide a second one, each in its own way, for a server that must never carry the second out (S12).

`HIDING` maps what is done to bytes with places in them: `host`, `hidden` (the second request), `size` (its bytes) and `hex_size`.
The second request is a push whose report would be stored.
Public: HIDING, ONE_ONLY, ALONE, a_push, stored, written, statuses.
"""

import re
import socket
from collections.abc import Callable

from sync.models import StoredEnvelope
from tests.support.cast import Member
from tests.support.pusher import enrolled
from tests.support.servers import LiveServer

CHUNKED = b"Transfer-Encoding: chunked\r\n"
GET = b"GET /healthz HTTP/1.1\r\nHost: %(host)b\r\n"
CLOSING = b"Connection: close\r\n"
POST = b"POST /healthz HTTP/1.1\r\nHost: %(host)b\r\n"
ENDS_AT_ONCE = b"\r\n0\r\n\r\n%(hidden)b"
IN_A_CHUNK = b"\r\n%(hex_size)b\r\n%(hidden)b\r\n0\r\n\r\n"

HIDING = {
    "a length and chunks (CL.TE)": POST + b"Content-Length: %(over_5)d\r\n" + CHUNKED + ENDS_AT_ONCE,
    "chunks and a length (TE.CL)": POST + CHUNKED + b"Content-Length: %(hex_line)d\r\n" + IN_A_CHUNK,
    "chunks, then identity": POST + CHUNKED + b"Transfer-Encoding: identity\r\n" + ENDS_AT_ONCE,
    "chunks said twice": POST + CHUNKED + CHUNKED + ENDS_AT_ONCE,
    "chunks said twice in one line": POST + b"Transfer-Encoding: chunked, chunked\r\n" + ENDS_AT_ONCE,
    "a coding that nobody knows": POST + b"Content-Length: %(over_5)d\r\nTransfer-Encoding: xchunked\r\n" + ENDS_AT_ONCE,
    "a space before the colon": POST + b"Content-Length: %(over_5)d\r\nTransfer-Encoding : chunked\r\n" + ENDS_AT_ONCE,
    "a tab before the coding": POST + b"Content-Length: %(over_5)d\r\nTransfer-Encoding:\tchunked\r\n" + ENDS_AT_ONCE,
    "a control character before the coding": POST + b"Content-Length: %(over_5)d\r\nTransfer-Encoding: \x0bchunked\r\n" + ENDS_AT_ONCE,
    "quotes around the coding": POST + b'Content-Length: %(over_5)d\r\nTransfer-Encoding: "chunked"\r\n' + ENDS_AT_ONCE,
    "an empty coding": POST + b"Content-Length: %(over_5)d\r\nTransfer-Encoding:\r\n" + ENDS_AT_ONCE,
    "the coding in a folded line": POST + b"Content-Length: %(over_5)d\r\nTransfer-Encoding:\r\n chunked\r\n" + ENDS_AT_ONCE,
    "the coding after a bare LF": POST + b"Content-Length: %(over_5)d\r\nX: y\nTransfer-Encoding: chunked\r\n" + ENDS_AT_ONCE,
    "the coding after a bare CR": POST + b"Content-Length: %(over_5)d\r\nX: y\rTransfer-Encoding: chunked\r\n" + ENDS_AT_ONCE,
    "chunks in HTTP/1.0": b"POST /healthz HTTP/1.0\r\nHost: %(host)b\r\nConnection: keep-alive\r\n" + CHUNKED + ENDS_AT_ONCE,
    "chunks in HTTP/1.2": b"POST /healthz HTTP/1.2\r\nHost: %(host)b\r\n" + CHUNKED + IN_A_CHUNK,
    "two lengths": POST + b"Content-Length: 0\r\nContent-Length: %(size)d\r\n\r\n%(hidden)b",
    "the same length twice": POST + b"Content-Length: %(size)d\r\nContent-Length: %(size)d\r\n\r\n%(hidden)b",
    "two lengths in one line": POST + b"Content-Length: 0, %(size)d\r\n\r\n%(hidden)b",
    "a length with a sign": POST + b"Content-Length: +0\r\n\r\n%(hidden)b",
    "a length below nothing": POST + b"Content-Length: -1\r\n\r\n%(hidden)b",
    "a length in another base": POST + b"Content-Length: 0x0\r\n\r\n%(hidden)b",
    "a chunk with a sign": POST + CHUNKED + b"\r\n+0\r\n\r\n%(hidden)b",
    "a chunk in another notation": POST + CHUNKED + b"\r\n0x0\r\n\r\n%(hidden)b",
    "a bare LF in a chunk's line": POST + CHUNKED + b"\r\n0;\nx\r\n\r\n%(hidden)b",
    "a chunk longer than it says": POST + CHUNKED + b"\r\n1\r\nab\r\n0\r\n\r\n%(hidden)b",
    "two Hosts": GET + b"Host: evil.example\r\n\r\n%(hidden)b",
    "the same Host twice": GET + b"Host: %(host)b\r\n\r\n%(hidden)b",
    "no Host": b"GET /healthz HTTP/1.1\r\n\r\n%(hidden)b",
    "another host in the first line": b"GET http://evil.example/healthz HTTP/1.1\r\nHost: %(host)b\r\n\r\n%(hidden)b",
    "bare LFs throughout": b"GET /healthz HTTP/1.1\nHost: %(host)b\n\n\r\n\r\n%(hidden)b",
    "a bare LF after the first line": b"GET /healthz HTTP/1.1\nHost: %(host)b\r\n\r\n%(hidden)b",
    "a name with a line end in it": GET + b"X\r\n: y\r\n\r\n%(hidden)b",
}

# Nothing is wrong with these; the second request is a part of the first, or no request.
ONE_ONLY = {
    "hidden in a body": POST + CLOSING + b"Content-Length: %(size)d\r\n\r\n%(hidden)b",
    "hidden in the body of a GET": GET + CLOSING + b"Content-Length: %(size)d\r\n\r\n%(hidden)b",
    "hidden in a chunk": POST + CLOSING + CHUNKED + IN_A_CHUNK,
    "chunks said with an underscore": POST + CLOSING + b"Content-Length: %(over_5)d\r\nTransfer_Encoding: chunked\r\n" + ENDS_AT_ONCE,
    "after the line is closed": GET + CLOSING + b"\r\n%(hidden)b",
    "in an address": b"GET /healthz%%20HTTP/1.1%%0d%%0aHost:%%20%(host)b%%0d%%0aX:%%20 HTTP/1.1\r\nHost: %(host)b\r\n" + CLOSING + b"\r\n",
    "in a header's value, encoded": GET + CLOSING + b"X: y%%0d%%0a%%0d%%0aPOST\r\n\r\n",
    "its own name in the first line": b"GET http://%(host)b/healthz HTTP/1.1\r\nHost: %(host)b\r\n" + CLOSING + b"\r\n%(hidden)b",
}

ALONE = b"%(hidden)b"


def a_push(server: LiveServer, officer: Member, host: str) -> bytes:
    """The whole request of a new car with one report; the server's records are bound."""
    car = enrolled(server, officer)
    body = car.as_push([car.write()])
    head = f"POST /sync/push HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {len(body)}"
    return head.encode() + b"\r\n\r\n" + body


def stored(server: LiveServer) -> int:
    with server.records():
        return StoredEnvelope.select().count()


def written(trick: bytes, host: str, hidden: bytes) -> bytes:
    size = len(hidden)
    hex_size = b"%x" % size
    places = {b"host": host.encode(), b"hidden": hidden, b"size": size, b"over_5": size + 5}
    return trick % {**places, b"hex_size": hex_size, b"hex_line": len(hex_size) + 2}


def statuses(open_line: Callable[[], socket.socket], request: bytes) -> list[int]:
    """Of each answer that came before the line was closed; fails where it stays open and silent."""
    with open_line() as line:
        line.settimeout(10)
        line.sendall(request)
        received = bytearray()
        try:
            while some := line.recv(65536):
                received += some
        except ConnectionError:  # It closed the line with our bytes unread.
            pass
    return [int(found) for found in re.findall(rb"HTTP/1\.[01] (\d{3}) ", bytes(received))]
