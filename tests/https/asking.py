"""A program that asks over TLS and trusts the trial's authority alone. Public: Visitor."""

import json
import socket
import ssl
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any


@dataclass
class Visitor:
    """Keeps its cookies. `headers` go with every request."""

    name: str
    port: int
    authority: Path
    headers: dict[str, str] = field(default_factory=dict)
    cookies: SimpleCookie = field(default_factory=SimpleCookie)

    def asks(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[HTTPResponse, bytes]:
        connection = HTTPConnection(self.name, self.port)
        connection.sock = self.line()
        sent = {**self.headers, **headers, "Connection": "close"}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{one.key}={one.value}" for one in self.cookies.values())
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        read = answer.read()
        connection.close()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            self.cookies.load(cookie)
        return answer, read

    def signs_in(self, username: str, phrase: str, **headers: str) -> int:
        """The status that came of it."""
        token = json.loads(self.asks("GET", "/session")[1])["csrf"]
        fields = json.dumps({"username": username, "phrase": phrase}).encode()
        own: dict[str, Any] = {"Content-Type": "application/json", "X-CSRFToken": token, "Referer": f"https://{self.name}:{self.port}/"}
        return self.asks("POST", "/sign-in", fields, **own, **headers)[0].status

    def line(self, oldest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_2, newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> ssl.SSLSocket:
        trusted = self._trusting()
        trusted.minimum_version, trusted.maximum_version = oldest, newest
        return trusted.wrap_socket(socket.create_connection(("127.0.0.1", self.port), timeout=10), server_hostname=self.name)

    def many_lines(self, sources: Iterable[str], room: int) -> list[ssl.SSLSocket]:
        """One from each of these addresses of this machine; what comes on it waits outside after so many bytes."""
        trusted, opened = self._trusting(), []
        for source in sources:
            plain = socket.socket()
            plain.settimeout(10)
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
            plain.bind((source, 0))
            plain.connect(("127.0.0.1", self.port))
            opened.append(trusted.wrap_socket(plain, server_hostname=self.name))
        return opened

    def _trusting(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.authority))
