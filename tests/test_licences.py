"""Every library is under a licence that the portal may be given away with."""

import pytest

from deploy.licences import is_allowed, libraries, licence_of, vendored

pytestmark = pytest.mark.anywhere


def test_every_library_is_under_a_licence_of_the_list():
    found = {name: licence_of(name) for name in libraries()}
    assert len(found) > 40
    assert {name: licence for name, licence in found.items() if not is_allowed(name, licence)} == {}


def test_another_licence_is_noticed():
    said = ("", "AGPL-3.0-only", "MIT AND GPL-3.0-only", "GPL-3.0-only OR MIT")
    assert [is_allowed("new", licence) for licence in said] == [False, False, False, True]


def test_files_for_browsers_are_listed_with_their_checksums():
    parts = {part["name"]: part for part in vendored()}
    assert set(parts) == {"govuk-frontend", "plotly.js-basic-dist-min"}
    assert all(part["components"] for part in parts.values())
