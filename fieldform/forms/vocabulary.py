"""The words of an XLSForm that this engine knows: types, appearances, parameters, columns and settings.

What stands in HONOURED tables changes what is asked; a look that this engine does not have is warned of.
Everything else is refused by name or, for a whole column, told to the author. Public: TYPES, NOT_RECORDED, ELSEWHERE, EXTERNAL,
CAPTURED, NOT_SUPPORTED, APPEARANCES, RENAMED, PARAMETERS, COLUMNS, SETTINGS, PASSED_OVER, is_honoured.
"""

import re
from types import MappingProxyType

from fieldform.forms.nodes import QuestionType as Q

TYPES = MappingProxyType({
    "text": Q.TEXT, "string": Q.TEXT, "q string": Q.TEXT, "add text prompt": Q.TEXT, "barcode": Q.TEXT, "q barcode": Q.TEXT,
    "integer": Q.INTEGER, "int": Q.INTEGER, "q int": Q.INTEGER, "add integer prompt": Q.INTEGER,
    "decimal": Q.DECIMAL, "q decimal": Q.DECIMAL, "add decimal prompt": Q.DECIMAL,
    "range": Q.RANGE,
    "date": Q.DATE, "q date": Q.DATE, "add date prompt": Q.DATE,
    "time": Q.TIME, "q time": Q.TIME,
    "dateTime": Q.DATE_TIME, "datetime": Q.DATE_TIME, "date time": Q.DATE_TIME, "q dateTime": Q.DATE_TIME,
    "select one": Q.SELECT_ONE, "select all that apply": Q.SELECT_MULTIPLE,
    "acknowledge": Q.ACKNOWLEDGE, "q acknowledge": Q.ACKNOWLEDGE, "trigger": Q.ACKNOWLEDGE,
    "geopoint": Q.GEOPOINT, "q geopoint": Q.GEOPOINT, "location": Q.GEOPOINT, "q location": Q.GEOPOINT, "gps": Q.GEOPOINT,
    "phone number": Q.PHONE_NUMBER, "phonenumber": Q.PHONE_NUMBER, "tel": Q.PHONE_NUMBER, "email": Q.EMAIL,
    "signature": Q.SIGNATURE,
    "photo": Q.IMAGE, "image": Q.IMAGE, "q image": Q.IMAGE, "q picture": Q.IMAGE,
    "audio": Q.IMAGE, "q audio": Q.IMAGE, "video": Q.IMAGE, "q video": Q.IMAGE, "file": Q.IMAGE,
    "note": Q.NOTE, "add note prompt": Q.NOTE, "q note": Q.NOTE,
    "calculate": Q.CALCULATE, "q calculate": Q.CALCULATE, "add calculate prompt": Q.CALCULATE, "hidden": Q.HIDDEN,
    "start": Q.START, "start time": Q.START, "get start time": Q.START, "end": Q.END, "end time": Q.END, "get end time": Q.END,
    "today": Q.TODAY, "get today": Q.TODAY, "deviceid": Q.DEVICE_ID, "device id": Q.DEVICE_ID, "get device id": Q.DEVICE_ID,
    "uri:deviceid": Q.DEVICE_ID,
    "imei": Q.DEVICE_ID, "username": Q.USERNAME,
})  # fmt: skip
"""pyxform's word for a type → ours."""

NOT_RECORDED = frozenset({
    "subscriberid", "subscriber id", "get subscriber id", "simserial", "sim id", "get sim id", "phone number of device", "uri:phonenumber",
    "start-geopoint", "background-audio", "background-geopoint", "audit", "caseid", "email of user",
})  # fmt: skip
"""What phones tell of themselves and this engine does not ask them: an empty answer, with a warning."""

ELSEWHERE = frozenset({"contact-summary", "user-contact-summary"})
"""Lists that no workbook brings: what the CHT knows of the person in question."""

EXTERNAL = MappingProxyType({"csv-external": "csv", "xml-external": "xml"})
"""Rows that only say that a list comes as a file: the file's ending."""

CAPTURED = MappingProxyType({"audio": "audio/*", "q audio": "audio/*", "video": "video/*", "q video": "video/*", "file": "*/*"})
"""Which files a field for one takes where it is no picture."""

NOT_SUPPORTED = MappingProxyType({
    "rank": "a ranking with a constraint, of a list that comes as a file, or of more than 30 choices", "osm": "OpenStreetMap features",
})  # fmt: skip

APPEARANCES = frozenset({
    "minimal", "autocomplete", "likert", "columns", "columns-pack", "label", "list-nolabel", "list", "table-list", "field-list", "numbers",
    "multiline", "month-year", "year", "signature", "hidden",
})  # fmt: skip
"""Those that are honoured, beside columns-1 … columns-9."""

RENAMED = MappingProxyType({
    "search": "autocomplete", "quick": "", "quickcompact": "columns-pack", "compact": "columns-pack", "horizontal": "columns",
    "horizontal-compact": "columns-pack", "vertical": "", "tel": "numbers", "textarea": "multiline", "list_nolabel": "list-nolabel",
    "no-calendar": "", "picker": "", "no-ticks": "", "columns-compact": "columns-pack", "multi-line": "multiline", "number": "numbers",
    "number-input": "numbers", "horizontal_compact": "columns-pack", "hide": "hidden",
})  # fmt: skip
"""Older or other words for what is done here anyhow."""

_COUNTED = re.compile(r"columns-[1-9]\Z")

PARAMETERS = MappingProxyType({
    Q.RANGE: frozenset({"start", "end", "step"}),
    Q.SELECT_ONE: frozenset({"value", "label"}),
    Q.SELECT_MULTIPLE: frozenset({"value", "label"}),
    Q.TEXT: frozenset({"rows"}),
})  # fmt: skip

COLUMNS = frozenset({
    "type", "name", "label", "hint", "guidance_hint", "required", "required_message", "relevant", "constraint", "constraint_message",
    "calculation", "default", "readonly", "trigger", "choice_filter", "repeat_count", "appearance", "parameters", "disabled",
    "requiredmsg", "read_only", "relevance", "calculate", "caption", "command", "tag", "value", "count", "jr:count",
    "constraining_message",
})  # fmt: skip
"""Of the survey, in lower case and with underscores."""

SETTINGS = frozenset({
    "form_title", "form_id", "set_form_title", "set_form_id", "title", "id_string", "default_language", "namespaces", "version",
    "allow_choice_duplicates", "name", "unreviewed", "public_lists", "clean_text_values",
})  # fmt: skip

PASSED_OVER = MappingProxyType({
    "instance_name": "a report is called here by whom it is about",
    "style": "the page has one look",
    "public_key": "every report is sealed here anyhow",
    "submission_url": "reports go to this server alone",
    "auto_send": "a report is sent by whoever wrote it",
    "auto_delete": "what was received leaves the device by itself",
})  # fmt: skip
"""Settings that change nothing here, and why."""


def is_honoured(look: str) -> bool:
    return look in APPEARANCES or _COUNTED.match(look) is not None
