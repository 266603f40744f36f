"""A list that comes as GeoJSON or XML → its columns and rows, as ODK reads them. From text; ValueError says what is wrong, for its author.

Of a feature: its id, its place as latitude and longitude (a line or an area as points with ; between them), and its properties. Of an XML
instance: each element beneath the root is a row, and what stands in it a cell; one that stands deeper is called by the way to it
(place/name). Public: table_of_geojson, table_of_xml.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from xml.etree import ElementTree as ET

Table = tuple[tuple[str, ...], list[list[str]]]
_DEEPEST = 8
_POINT, _LINE, _AREA = "Point", "LineString", "Polygon"


def table_of_geojson(text: str) -> Table:
    try:
        features = json.loads(text)["features"]
        return _table([_of_feature(feature) for feature in features])
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as problem:
        raise ValueError("it is no GeoJSON with a list of features") from problem


def table_of_xml(text: str) -> Table:
    if "<!DOCTYPE" in text.upper():  # Entities could make a gigabyte of a line.
        raise ValueError("it declares a document type: take that line out")
    try:
        root = ET.fromstring(text.lstrip("\ufeff"))  # noqa: S314 (without a document type there are no entities)
    except (ET.ParseError, ValueError) as problem:
        raise ValueError("it is no XML that can be read") from problem
    return _table([dict(_cells(row, "", _DEEPEST)) for row in root])


def _cells(row: ET.Element, above: str, deepest: int) -> Iterator[tuple[str, str]]:
    for cell in reversed(row):  # Of two with one name the first is told.
        column = f"{above}{_plain(cell.tag)}"
        yield column, (cell.text or "").strip()
        if deepest:
            yield from _cells(cell, f"{column}/", deepest - 1)


def _of_feature(feature: Mapping[str, Any]) -> dict[str, str]:
    said = feature.get("properties") or {}
    cells = {str(name): _cell(value) for name, value in said.items()}
    place = _place(feature.get("geometry") or {})
    return {"id": _cell(feature.get("id", said.get("id"))), "geometry": place} | {
        k: v for k, v in cells.items() if k not in ("id", "geometry")
    }


def _place(geometry: Mapping[str, Any]) -> str:
    kind, at = geometry.get("type"), geometry.get("coordinates")
    if at is None or kind not in (_POINT, _LINE, _AREA):
        return ""
    points = [at] if kind == _POINT else at if kind == _LINE else at[0]
    return "; ".join(f"{_cell(latitude)} {_cell(longitude)}" for longitude, latitude, *_ in points)


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float) else ""


def _table(rows: Iterable[Mapping[str, str]]) -> Table:
    listed = list(rows)
    columns = tuple(dict.fromkeys(column for row in listed for column in row))
    return columns, [[row.get(column, "") for column in columns] for row in listed]


def _plain(tag: Any) -> str:
    """Without its namespace."""
    return str(tag).rpartition("}")[2]
