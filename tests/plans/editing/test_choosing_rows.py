"""What forms of the desk offer to choose from, and in which order."""

import datetime as dt

import pytest

from performance.models import Indicator
from plans.editing.forms import form_for
from plans.editing.tables import editable_tables
from plans.models import AreaSet
from tests import builders

pytestmark = pytest.mark.django_db


def labels(kind: str, root, field: str) -> list[str]:
    shown = form_for(editable_tables()[kind], root).fields[field]
    return [str(label) for value, label in shown.choices if value]


def test_the_whole_comes_first_then_own_areas_then_shared_ones_and_wholes_of_others_not_at_all():
    here, _other = builders.partnership(name="Safer Anytown"), builders.partnership("elsewhere")
    AreaSet.objects.create(name="Districts", kind="district").areas.create(code="d", name="A district")
    builders.area_set(here, ["West ward"], "wards", "ward")
    assert labels("changes-in-counting", here, "area") == ["Safer Anytown", "West ward", "A district"]


def test_areas_of_one_name_are_told_apart_by_the_years_of_their_sets():
    here = builders.partnership()
    for slug, start, end in (("old", dt.date(2004, 6, 10), dt.date(2016, 5, 4)), ("new", dt.date(2016, 5, 5), None)):
        made = AreaSet.objects.create(partnership=here, slug=slug, name=slug, kind="ward", starts_on=start, ends_on=end)
        made.areas.create(code=f"fletton-{slug}", name="Fletton")
    made.areas.create(code="park", name="Park")
    found = set(labels("changes-in-counting", here, "area"))
    assert {"Fletton (2004 to 2016)", "Fletton (since 2016)", "Park"} <= found


def test_own_indicators_come_first_then_those_ticked_then_the_others():
    here = builders.partnership()
    for name in ("A shared one", "B ticked one"):
        made = Indicator.objects.create(slug=name[0].lower(), name=name, unit="crimes")
    made.used_by.add(here)
    Indicator.objects.create(slug="c", name="C own one", unit="crimes", partnership=here)
    assert labels("plain-answers", here, "indicator") == ["C own one", "B ticked one", "A shared one"]


def test_a_row_is_not_offered_to_itself():
    here = builders.partnership()
    old, new = (here.outside_plans.create(title=title) for title in ("Plan of 2021", "Plan of 2025"))
    form = form_for(editable_tables()["outside-plans"], here, instance=old)
    assert list(form.fields["replaced_by"].queryset) == [new]
