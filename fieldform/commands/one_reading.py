"""A request that two readers could understand differently is not read at all: 400, and the line is closed.

Waitress alone is kinder: it takes a length beside chunks, two Hosts, a folded line. Behind a proxy that reads the other way, what is the
body for one is a second request for the other. RFC 9112 (3.2, 5.2, 6.1, 6.3) allows or asks to refuse each of these.
Knows no app. Public: OneReading.
"""

from collections import Counter

from waitress.parser import HTTPRequestParser, ParsingError

_LENGTH, _CODING, _HOST = b"CONTENT-LENGTH", b"TRANSFER-ENCODING", b"HOST"


class OneReading(HTTPRequestParser):
    """Waitress's own reading of a request, and then whether it is the only one there is."""

    proxy_netloc: str  # Waitress sets it: the host that the first line names.

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        lines = header_plus.partition(b"\r\n")[2].split(b"\r\n")
        if doubt := _framed_twice(lines, self.version) or _addressed_twice(lines, self.version, self.proxy_netloc):
            raise ParsingError(doubt)


def _framed_twice(lines: list[bytes], version: str) -> str:
    """Where the body ends."""
    names, codings = _names(lines), [_value(line) for line in lines if _name(line) == _CODING]
    if any(line[:1] in (b" ", b"\t") for line in lines):
        return "A header goes on in the next line"
    if version not in ("1.0", "1.1"):
        return "Neither HTTP/1.0 nor HTTP/1.1"
    if names[_LENGTH] + names[_CODING] > 1:
        return "More than one length"
    return "" if codings in ([], [b"chunked"]) and not (codings and version == "1.0") else "Not a length that all read alike"


def _addressed_twice(lines: list[bytes], version: str, named_in_first_line: str) -> str:
    """Whom it is for."""
    hosts = [_value(line) for line in lines if _name(line) == _HOST]
    if len(hosts) > 1 or (version == "1.1" and not hosts):
        return "Not one Host"
    if named_in_first_line and hosts != [named_in_first_line.encode("latin-1").lower()]:
        return "Another Host in the first line"
    return ""


def _names(lines: list[bytes]) -> Counter[bytes]:
    return Counter(map(_name, lines))


def _name(line: bytes) -> bytes:
    return line.partition(b":")[0].strip().upper()


def _value(line: bytes) -> bytes:
    return line.partition(b":")[2].strip(b" \t").lower()
