"""What lies between places: the length of a line and the size of an area, from text as geopoints are kept. Registered beside functions.py.

Points are "latitude longitude …", with ; between them; a node set gives several. The earth is a ball here (radius 6,378,100 m, as ODK has
it), which is right to half a percent; told to the centimeter and to ten digits, so that both languages say the same. The twins stand in
`static/js/forms/rarer.js`. Public: nothing; it fills FUNCTIONS.
"""

import functools
import math
import operator
import re

from fieldform.forms.expression.functions import function
from fieldform.forms.expression.values import NAN, rounded, ten_digits

_RADIUS = 6_378_100.0
_NUMBER = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,20})?\Z")

_Point = tuple[float, float]
"""Latitude and longitude, in radians."""


@function("distance", "text*")
def _distance(*places: str) -> float:
    """Meters along the points, one after the other; 0 of fewer than two, NaN where one is no place."""
    points = _points(places)
    if points is None:
        return NAN
    return _to_centimeters(functools.reduce(operator.add, map(_between, points, points[1:]), 0.0))


@function("area", "text*")
def _area(*places: str) -> float:
    """Square meters inside the points, whether or not the last one is the first again; NaN where one is no place."""
    points = _points(places)
    if points is None:
        return NAN
    parts = (
        (other[1] - one[1]) * (2 + math.sin(one[0]) + math.sin(other[0]))
        for one, other in zip(points, [*points[1:], *points[:1]], strict=True)
    )
    return _to_centimeters(abs(functools.reduce(operator.add, parts, 0.0)) * _RADIUS * _RADIUS / 2)


def _points(places: tuple[str, ...]) -> list[_Point] | None:
    written = [point.split() for place in places for point in place.split(";") if point.strip()]
    if not all(len(numbers) >= 2 and all(_NUMBER.match(number) for number in numbers[:2]) for numbers in written):
        return None
    return [(math.radians(float(latitude)), math.radians(float(longitude))) for latitude, longitude, *_ in written]


def _between(one: _Point, other: _Point) -> float:
    """The haversine formula."""
    half = math.sin((other[0] - one[0]) / 2) ** 2 + math.cos(one[0]) * math.cos(other[0]) * math.sin((other[1] - one[1]) / 2) ** 2
    return 2 * _RADIUS * math.asin(math.sqrt(min(half, 1.0)))


def _to_centimeters(meters: float) -> float:
    return rounded(ten_digits(meters) * 100) / 100
