"""What the tests of imports share."""

import pytest
from django.core.management import call_command

from performance.imports import worker
from performance.imports.formats.police_types import CRIME_TYPES
from performance.models import SmallAreaLookup
from plans.models import AreaLink, Partnership
from tests import builders

NORTH, SOUTH = "E01000001", "E01000002"


@pytest.fixture
def anytown(db):
    return make_anytown()


def make_anytown() -> Partnership:
    """A partnership with two wards, a police force, a look-up, and the indicators of October 2018."""
    owner = builders.partnership()
    force = builders.area_set(owner, ["Force"], "forces", "force").areas.get()
    force.aliases = ["Anyshire Constabulary"]
    force.save()
    wards = builders.area_set(owner, ["North", "South"])
    town = builders.area_set(owner, ["Town"], "town", "district").areas.get()
    owner.areas.add(town)
    AreaLink.objects.create(smaller=town, larger=force, basis="printed")
    codes = wards.areas.values_list("code", flat=True)
    SmallAreaLookup.objects.create(
        slug="fits", title="Fits", small="2011", fits=dict(zip((NORTH, SOUTH), codes, strict=True)), sha256="0" * 64
    )
    for one in CRIME_TYPES:
        if one.last > "2018-10":
            builders.indicator(one.indicator)
    return owner


@pytest.fixture
def at_once(settings, tmp_path, monkeypatch):
    """Each step is done at once, in this process, as the command does it."""
    settings.UPLOADS = tmp_path / "uploads"
    monkeypatch.setattr(worker, "start", lambda run: call_command("import_figures", run=run.pk))
    return settings.UPLOADS


@pytest.fixture
def officer(anytown, client):
    builders.sign_in(client, builders.person("officer", anytown, "officer"))
    return client
