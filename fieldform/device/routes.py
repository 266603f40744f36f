"""What a device asks of the server. Delivery is authentic by the device's signature alone; enrolment and news need a session too.

Thin: reads the request, makes one call, answers JSON. Public: blueprint.
"""

import hmac
from hashlib import sha256
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, current_app, jsonify, request
from werkzeug.exceptions import BadRequest, Forbidden, NotFound

from fieldform.access.devices import heard_on, may_deliver
from fieldform.access.guard import current_viewer, current_viewer_or_none, device_signed, public, roles
from fieldform.access.reading import reading_rules
from fieldform.access.sessions import visitor
from fieldform.access.standing import refuse_unreviewed
from fieldform.access.viewer import Role
from fieldform.device.alarms import alarms_answer
from fieldform.device.arriving import json_body, push_body
from fieldform.device.drafts import drafts_for
from fieldform.parts import parts
from fieldform.record import form_files
from fieldform.record.feed import Listener
from fieldform.record.feed import own_report as own_report_of
from fieldform.upkeep.facts import facts_of
from fieldform.upkeep.health import checks, worst
from sync import enrolment
from sync.answer import epoch_order
from sync.encoding import MalformedText, b64, unb64
from sync.ledger import drafts_of, forget_drafts
from sync.lives import instance_id
from sync.parse import parse_push, parse_signed
from sync.sealing import public_bytes

blueprint = Blueprint("device", __name__)

_ANYONE_SIGNED_IN = tuple(Role)
_POINT_LENGTH = 65


@blueprint.get("/healthz")
@public("a probe: says that this is Fieldform and what time it is; more only to IT, signed in, who asks for it")
def healthz() -> Response:
    """Phones ask often: who is signed in is looked at only where somebody asks for more, or every probe would keep a session alive."""
    said = {"fieldform": "ok", "server_time": parts().clock().isoformat()}
    viewer = current_viewer_or_none() if "checks" in request.args else None
    if viewer is None or viewer.role is not Role.ADMIN:
        return jsonify(said)
    found = checks(facts_of(viewer, parts().config, parts().clock()), parts().clock())
    return jsonify({**said, "health": worst(found), "checks": {check.name: check.word for check in found}})


@blueprint.post("/sync/push")
@device_signed("every envelope bears the device's signature")
def receive() -> Response:
    here = parts()
    answer = here.reconciler.receive(parse_push(push_body(request)), here.clock())
    here.wake()
    return jsonify(answer.as_json())


@blueprint.post("/device/alarms")
@device_signed("the heartbeat bears the device's signature; it hears only of what it delivered itself")
def alarms() -> Response:
    here = parts()
    return jsonify(alarms_answer(json_body(request), here.config, here.clock()))


@blueprint.get("/sync/pull")
@roles(*_ANYONE_SIGNED_IN)
def news() -> Response:
    """Lists that the released app does not know it leaves alone: whatever is added gets a name of its own."""
    here, viewer, now = parts(), current_viewer(), parts().clock()
    device = heard_on(viewer, request.headers.get("X-Fieldform-Device", ""))
    if device is None:
        raise Forbidden
    pulled = here.reconciler.pull(Listener(viewer, now, ZoneInfo(here.config.zone)), request.args.get("cursor", ""), now)
    refuse_unreviewed(viewer.agency)  # This very question may have been the proof that the records are not what they were.
    return jsonify(
        fieldform=1,
        **pulled.told,
        drafts=len(drafts_of(viewer.user)),
        cursor=pulled.cursor,
        more=pulled.more,
        anew=pulled.anew,
        instance=pulled.instance,
        epoch=device.epoch,
        acked_through=device.acked_through,
        orders=epoch_order(device),
        reading=reading_rules(here.config, device.device_class),
        server_time=now.isoformat(),
    )


@blueprint.get("/device/reports/<uuid:report>")
@roles(Role.OFFICER)
def own_report(report: UUID) -> Response:
    """To an enrolled device alone: what it gets goes into a vault, and nowhere else."""
    if heard_on(current_viewer(), request.headers.get("X-Fieldform-Device", "")) is None:
        raise NotFound
    found = own_report_of(current_viewer(), str(report), parts().clock())
    if found is None:
        raise NotFound
    return jsonify(fieldform=1, report=found)


@blueprint.get("/device/form-files/<sha256>")
@roles(*_ANYONE_SIGNED_IN)
def form_file(sha256: str) -> Response:
    """The rows of a list that comes with a form. It may name clients: to an enrolled device alone, which seals it into its vault."""
    if heard_on(current_viewer(), request.headers.get("X-Fieldform-Device", "")) is None:
        raise NotFound
    rows = form_files.rows_of_list(sha256, public=False)
    if rows is None:
        raise NotFound
    return jsonify(fieldform=1, rows=rows)


@blueprint.get("/device/drafts")
@roles(*_ANYONE_SIGNED_IN)
def drafts() -> Response:
    """What this person had begun elsewhere, or under an earlier phrase: to an enrolled device alone, which puts it into a vault."""
    if heard_on(current_viewer(), request.headers.get("X-Fieldform-Device", "")) is None:
        raise NotFound
    return jsonify(fieldform=1, drafts=drafts_for(current_viewer(), parts().keys))


@blueprint.post("/device/drafts")
@roles(*_ANYONE_SIGNED_IN)
def drafts_kept() -> tuple[str, int]:
    """They lie in their author's vault again: the server forgets them."""
    kept = json_body(request).get("kept")
    if not isinstance(kept, list) or not all(isinstance(one, str) for one in kept):
        raise BadRequest
    forget_drafts(current_viewer().user, kept)
    return "", 204


@blueprint.get("/device/challenge")
@roles(*_ANYONE_SIGNED_IN)
def challenge() -> Response:
    return jsonify(challenge=_challenge())


@blueprint.post("/device/enrol")
@roles(*_ANYONE_SIGNED_IN)
def enrol() -> tuple[Response, int]:
    here, viewer = parts(), current_viewer()
    answer = enrolment.enrol(_enrolment_request(), user=viewer.user, receipt_key=here.keys.receipt, now=here.clock())
    if isinstance(answer, enrolment.NotEnrolled):
        return jsonify(error=answer.problem, message=_ENROLMENT_WORDS[answer.problem]), 409
    return jsonify(_enrolled(answer)), 200


@blueprint.post("/device/author-key")
@roles(*_ANYONE_SIGNED_IN)
def author_key() -> tuple[str, int]:
    here, viewer = parts(), current_viewer()
    fields = json_body(request)
    key = _point(fields.get("public_key"))
    if not may_deliver(viewer, str(fields.get("device"))):
        raise Forbidden
    if not enrolment.register_author_key(author=viewer.user, device=str(fields.get("device")), public_key=key, now=here.clock()):
        raise Forbidden
    return "", 204


_ENROLMENT_WORDS = {
    enrolment.Problem.CODE_UNKNOWN: "That code is not known. Check each letter, or ask IT for a new one.",
    enrolment.Problem.CODE_USED: "That code was used already. Each code enrols one device; ask IT for a new one.",
    enrolment.Problem.CODE_EXPIRED: "That code is too old. Ask IT for a new one.",
    enrolment.Problem.CODE_ELSEWHERE: "That code is for another agency's devices. Ask your own IT for one.",
    enrolment.Problem.PROOF_FAILED: "This device could not prove its key. Reload the page and try again.",
    enrolment.Problem.DEVICE_KNOWN: "This device is enrolled already. Reload the page.",
    enrolment.Problem.TOO_MANY_PENDING: "You have set up several devices without a code already. Ask IT to approve them, or for a code.",
}


def _enrolment_request() -> enrolment.Request:
    fields = json_body(request)
    try:
        return enrolment.Request(
            code=str(fields.get("code", "")),
            device=str(fields["device"]),
            public_key=_point(fields["public_key"]),
            heartbeat=parse_signed(fields["heartbeat"]),
            challenge=_challenge(),
            agency=current_viewer().agency,
        )
    except (KeyError, MalformedText) as problem:
        raise BadRequest from problem


def _enrolled(answer: enrolment.Enrolled) -> dict[str, Any]:
    """What the device pins for good: its certificate and the server's two public keys."""
    keys = parts().keys
    return {
        "device": answer.device,
        "agency": answer.agency,
        "device_class": answer.device_class,
        "pending": answer.pending,
        "certificate": answer.certificate.as_json(),
        "keys": {
            "sealing": {"id": keys.current_sealing_id, "public_key": b64(public_bytes(keys.sealing[keys.current_sealing_id]))},
            "receipt": {"public_key": b64(public_bytes(keys.receipt))},
        },
        "epoch": 1,
        "instance": instance_id(),
    }


def _challenge() -> str:
    """Bound to this session, so that a proof made for one cannot be used in another."""
    secret = str(current_app.secret_key).encode()
    session = visitor.row.token_hash if visitor.row else ""
    return b64(hmac.new(secret, b"challenge\0" + session.encode(), sha256).digest())


def _point(text: object) -> bytes:
    try:
        point = unb64(text if isinstance(text, str) else "!")
    except MalformedText as problem:
        raise BadRequest from problem
    if len(point) != _POINT_LENGTH or point[0] != 4:
        raise BadRequest
    return point
