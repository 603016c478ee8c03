"""Outlines of areas from an uploaded file: all of them, or none and a sentence."""

import json
from contextlib import suppress

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, strategies as st

from plans.models import Area, Change
from plans.places import outline_upload
from plans.places.outline_upload import NotOutlines
from tests import builders

SQUARE = [[[0, 52], [1, 52], [1, 53], [0, 53], [0, 52]]]


def feature(name: str, coordinates=SQUARE, kind: str = "Polygon") -> dict:
    return {"type": "Feature", "properties": {"name": name}, "geometry": {"type": kind, "coordinates": coordinates}}


def file_of(*features) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


AREAS = [Area(pk=1, code="north", name="North"), Area(pk=2, code="south", name="South")]
NO_POLYGON = (
    "The outline of “North” is not a closed Polygon or MultiPolygon in degrees of longitude and latitude (WGS 84)."
)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is not a GeoJSON FeatureCollection with a code or name for each area."),
        (b"[]", "The file is not a GeoJSON FeatureCollection with a code or name for each area."),
        (b"[" * 100_000, "The file is not a GeoJSON FeatureCollection with a code or name for each area."),
        (file_of(), "There is no area in the file."),
        (
            file_of(feature("North"), feature("East")),
            "Area 2 in the file does not match this set: none of its properties is a code or name we know.",
        ),
        (file_of(feature("North"), feature("north")), "The file outlines “North” twice."),
        (file_of(feature("North", kind="Point", coordinates=[0, 52])), NO_POLYGON),
        (file_of(feature("North", [[[0, 52], [1, 52], [0, 52]]])), NO_POLYGON),
        (file_of(feature("North", [[[0, 52], [1, 52], [1, 53], [0, 53]]])), NO_POLYGON),
        (file_of(feature("North", [[[532_000, 181_000]] * 4])), NO_POLYGON),
        (file_of(feature("North", [])), NO_POLYGON),
        (b"x" * 5_000_001, "The file is larger than 5 megabytes. Simplify the outlines, then upload it again."),
    ],
    ids=range(12),
)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(content, sentence):
    with pytest.raises(NotOutlines) as refused:
        outline_upload.read(content, AREAS)
    assert str(refused.value) == sentence


WORDS = st.sampled_from(["features", "properties", "geometry", "type", "coordinates", "North", "Polygon"])
ANY_JSON = st.recursive(
    st.none() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4),
)


@given(st.binary(max_size=60) | ANY_JSON.map(lambda value: json.dumps(value).encode()))
def test_any_file_is_read_or_refused(content):
    with suppress(NotOutlines):
        assert set(outline_upload.read(content, AREAS)) <= set(AREAS)


def test_heights_are_left_out_and_a_code_will_do():
    read = outline_upload.read(file_of(feature("south", [[[*point, 7] for point in SQUARE[0]]])), AREAS)
    assert read == {AREAS[1]: {"type": "Polygon", "coordinates": SQUARE}}


@pytest.mark.django_db
def test_an_officer_uploads_outlines_and_all_are_stored_or_none(client):
    partnership = builders.partnership()
    wards = builders.area_set(partnership, ["North", "South"])
    client.force_login(builders.person("officer", partnership, "officer"))
    here = f"/desk/anytown/about/rows/area-sets/{wards.pk}/"
    assert "outlines/" in client.get(here).content.decode()

    def send(*features):
        return client.post(f"{here}outlines/", {"file": SimpleUploadedFile("wards.geojson", file_of(*features))})

    assert "does not match this set" in send(feature("North"), feature("East")).content.decode()
    assert [area.outline for area in wards.areas.all()] == [None, None]
    assert send(feature("North")).status_code == 302
    assert [area.outline and area.outline["type"] for area in wards.areas.all()] == ["Polygon", None]
    change = Change.objects.get()
    assert (change.row_kind, change.row_name, change.field, change.new) == ("areas", "North", "outline", "uploaded")
    partnership.refresh_from_db()
    assert partnership.public_revision == 1
