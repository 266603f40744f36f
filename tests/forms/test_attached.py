"""Lists that come as files, in what ODK reads: their columns and rows, and what is wrong with one that is none."""

import json

import pytest

from fieldform.forms import FormRefused, Question, evaluate_form, lacking
from fieldform.forms.attached import ListUnreadable, attached_list, rows_of
from tests.forms.sheets import NOON, ZONE, form_of

PLACES = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "id": "w/7",
            "properties": {"title": "North well", "depth": 12, "open": True, "note": None},
            "geometry": {"type": "Point", "coordinates": [-83.4, 42.32]},
        },
        {
            "type": "Feature",
            "properties": {"id": 8, "title": "The brook", "kind": "water"},
            "geometry": {"type": "LineString", "coordinates": [[-83.4, 42.32], [-83.41, 42.33, 180]]},
        },
    ],
}
GEOJSON = json.dumps(PLACES).encode()
XML = b"""<?xml version="1.0" encoding="UTF-8"?>
<root><item><name>red</name><label>Red</label></item><item><name>blue</name><label>D&amp;B</label><shade> dark </shade></item></root>"""


def test_features_are_rows() -> None:
    assert attached_list("wells.geojson", GEOJSON).columns == ("id", "geometry", "title", "depth", "open", "note", "kind")
    assert rows_of(GEOJSON) == [
        {"id": "w/7", "geometry": "42.32 -83.4", "title": "North well", "depth": "12", "open": "true", "note": "", "kind": ""},
        {"id": "8", "geometry": "42.32 -83.4; 42.33 -83.41", "title": "The brook", "depth": "", "open": "", "note": "", "kind": "water"},
    ]


def test_what_stands_beneath_the_root_of_an_instance_is_a_row() -> None:
    assert rows_of(XML) == [{"name": "red", "label": "Red", "shade": ""}, {"name": "blue", "label": "D&B", "shade": "dark"}]


def test_what_stands_deeper_in_an_instance_is_found_by_the_way_to_it() -> None:
    parent = b"<data><data><P><SN>7</SN><Name>Ann</Name></P></data><data><P><SN>8</SN><Name>Bo</Name></P></data></data>"
    assert rows_of(parent)[1] == {"P": "", "P/SN": "8", "P/Name": "Bo"}
    asked = {"type": "calculate", "name": "k", "calculation": "instance('parent')/root/data[P/SN = current()/../n]/P/Name"}
    form = form_of({"type": "xml-external", "name": "parent"}, {"type": "integer", "name": "n"}, asked, files={"parent.xml": parent})
    assert evaluate_form(form, {"n": 8}, NOON, ZONE, lists={"parent": rows_of(parent)}).answers["k"] == "Bo"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "no GeoJSON"),
        (b'{"features": [[1]]}', "no GeoJSON"),
        (b'{"features": ' + b"[" * 100_000, "no GeoJSON"),
        (b'{"features": [{"properties": {"__proto__": "x"}}]}', "a name of its own"),
        (b"<root><item>", "no XML"),
        (b'<!DOCTYPE x [<!ENTITY a "aa">]><x><y><z>&a;</z></y></x>', "document type"),
        (b"", "empty"),
    ],
)
def test_it_says_what_is_wrong_with_a_list(content: bytes, words: str) -> None:
    with pytest.raises(ListUnreadable, match=words):
        attached_list("list", content)


def test_a_feature_is_chosen_by_its_id() -> None:
    rows = [
        {"type": "select_one_from_file wells.geojson", "name": "well"},
        {"type": "calculate", "name": "place", "calculation": "instance('wells')/root/item[id = ${well}]/geometry"},
    ]
    form = form_of(*rows, files={"wells.geojson": GEOJSON})
    lists = {"wells": rows_of(GEOJSON)}
    found = evaluate_form(form, {"well": "w/7"}, NOON, ZONE, lists=lists)
    assert (found.answers, found.problems) == ({"well": "w/7", "place": "42.32 -83.4"}, ())
    assert [one.code for one in evaluate_form(form, {"well": "North well"}, NOON, ZONE, lists=lists).problems] == ["choice"]


def test_an_instance_in_xml_is_looked_into() -> None:
    external = {"type": "xml-external", "name": "colours"}
    asked = {"type": "calculate", "name": "k", "calculation": "instance('colours')/root/item[name = 'blue']/shade"}
    form = form_of(external, asked, files={"colours.xml": XML})
    assert evaluate_form(form, {}, NOON, ZONE, lists={"colours": rows_of(XML)}).answers == {"k": "dark"}


def test_a_list_that_was_not_attached_is_told_once_a_row() -> None:
    asked = {"type": "calculate", "name": "k", "calculation": "pulldata('wells', 'depth', 'id', ${well})"}
    with pytest.raises(FormRefused) as refused:
        form_of({"type": "select_one_from_file wells.geojson", "name": "well"}, asked)
    assert {str(problem) for problem in refused.value.problems} >= {
        "survey, row 2: attach the file “wells.geojson”",
        "survey, row 3: attach the file “wells.geojson”",
    }


def test_the_value_of_a_feature_may_be_another_of_its_properties() -> None:
    row = {"type": "select_one_from_file wells.geojson", "name": "well", "parameters": "value=title"}
    found = form_of(row, files={"wells.geojson": GEOJSON}).by_path["/well"]
    assert isinstance(found, Question)
    assert found.parameters == {"value": "title", "label": "title"}


def test_without_its_list_all_else_of_a_form_is_checked() -> None:
    asked = {"type": "select_one_from_file wells.csv", "name": "w"}
    circle = [{"type": "text", "name": "b", "relevant": "${c} = 1"}, {"type": "text", "name": "c", "relevant": "${b} = 1"}]
    for rows, lacks in (([asked], ("wells.csv",)), ([asked, *circle], ())):
        with pytest.raises(FormRefused) as refused:
            form_of(*rows)
        assert lacking(refused.value.problems) == lacks
