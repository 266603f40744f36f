"""The headers that every answer carries, errors and files included.

One static policy without nonces: a page kept by the worker brings its headers along, and a nonce would be replayed.
Public: install, carried_by_all, NOT_KEPT, POLICY.
"""

from flask import Flask, Response

from fieldform.config import Config

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; connect-src 'self'; "
    "worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; "
    "require-trusted-types-for 'script'; trusted-types sw"
)

# The location is offered on a report, a passkey may open the vault, a report's text can be copied out; the rest is nobody's business here.
_USED = ("geolocation", "publickey-credentials-get", "publickey-credentials-create", "clipboard-write")
_UNUSED = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "clipboard-read", "display-capture", "encrypted-media",
    "fullscreen", "gamepad", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer", "microphone", "midi", "payment",
    "picture-in-picture", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip

_ALWAYS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "Permissions-Policy": ", ".join([*(f"{name}=(self)" for name in _USED), *(f"{name}=()" for name in _UNUSED)]),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
}
_TWO_YEARS = "max-age=63072000; includeSubDomains"
NOT_KEPT = {"Cache-Control": "no-store"}


def install(app: Flask, config: Config) -> None:
    always = carried_by_all(config)

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers.update(always)
        if not response.cache_control.immutable:
            # Whatever is not a file of this very build stays in no cache: it may be about somebody.
            response.headers.update(NOT_KEPT)
        return response


def carried_by_all(config: Config) -> dict[str, str]:
    return {**_ALWAYS, "Strict-Transport-Security": _TWO_YEARS} if config.https else dict(_ALWAYS)
