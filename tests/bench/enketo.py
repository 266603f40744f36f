"""Enketo's engine, as its own app runs it: forms are transformed beforehand, the page brings the engine in one cached script.

Knows esbuild and Enketo's packages (peers/enketo). Public: ENKETO, served.
"""

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import brotli
from playwright.sync_api import Page
from pyxform.xls2xform import convert

from tests.bench.packages import PEERS

ENKETO = PEERS / "enketo"
_BUNDLE = (
    "--bundle",
    "--minify",
    "--format=iife",
    "--alias:enketo/config=enketo-core/config.js",
    "--external:libxslt",
    "--loader:.css=empty",
)
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>measured</title>
<style>.disabled {{ display: none }}</style><main></main><script type="application/json">{form}</script>
<script defer src="/engine.js"></script></html>"""


@contextmanager
def served(folder: Path, page: Page, workbooks: Mapping[str, str]) -> Iterator[str]:
    """The address of a server with one page for each workbook (Markdown, by its name), all packed as ours are."""
    folder.mkdir(parents=True, exist_ok=True)
    transform = _bundled(folder, "transform")
    pages = {f"/{name}": _PAGE.format(form=_transformed(page, transform, text)).encode() for name, text in workbooks.items()}
    with _answering(pages | {"/engine.js": _bundled(folder, "form").read_bytes()}) as address:
        yield address


def _bundled(folder: Path, name: str) -> Path:
    made = folder / f"{name}.js"
    esbuild = ENKETO / "node_modules" / ".bin" / "esbuild"
    subprocess.run([esbuild, f"{name}.mjs", *_BUNDLE, f"--outfile={made}"], cwd=ENKETO, check=True)
    return made


def _transformed(page: Page, transform: Path, workbook: str) -> str:
    """JSON that may stand in a script."""
    page.goto("about:blank")
    page.add_script_tag(path=transform)
    xform = convert(workbook, file_type=".md").xform
    made = page.evaluate("async (xform) => { const { form, model } = await transformed(xform); return { form, model }; }", xform)
    return json.dumps(made).replace("<", "\\u003c")


@contextmanager
def _answering(pages: Mapping[str, bytes]) -> Iterator[str]:
    packed = {path: brotli.compress(body, quality=10) for path, body in pages.items()}

    class Answers(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body, script = packed.get(self.path, b""), self.path.endswith(".js")
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/javascript" if script else "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "max-age=31536000, immutable" if script else "no-cache")
            if body:
                self.send_header("Content-Encoding", "br")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
