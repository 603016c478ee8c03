"""What must always be true is refused by the database itself, also where no form stands in front of it."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from performance.models import Observation, Printed, Revision, Target
from plans.models import Area, AreaLink, Partnership, Plan, PlanVersion
from priorities.models import Action, FundingLine, Part, Priority
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    made = builders.rich_plan(1)
    wards = builders.area_set(made.partnership, ["North", "South"])
    north, south = wards.areas.all()
    AreaLink.objects.create(smaller=north, larger=south, basis="printed")
    figure = builders.observation(builders.source(made.partnership), builders.indicator(), north, 2020, 5)
    same = {name: getattr(figure, name) for name in ("source", "import_run", "indicator", "area", "value", "locator")}
    Printed.objects.create(**same, kind="rank")
    Revision.objects.create(**same, provisional=True, replaced_by=figure.import_run)
    made.targets.create(name="Fewer crimes", kind="words", area=north)
    return made


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Plan, {"state": "nonsense"}),
        (Plan, {"period_end": dt.date(2019, 1, 1)}),
        (Priority, {"decision": "kept against advice", "decision_reason": ""}),
        (Action, {"due_kind": "cadence"}),
        (Action, {"due_every_months": 2}),
        (Action, {"due_kind": "quota", "due_times": 0}),
        (FundingLine, {"allocated": None}),
        (FundingLine, {"allocated": -1}),
        (Part, {"action": None}),
        (AreaLink, {"share": 0}),
        (AreaLink, {"share": 2}),
        (Observation, {"value": None}),
        (Observation, {"state": "suppressed"}),
        (Observation, {"state": "zero"}),
        (Observation, {"period_end": None}),
        (Printed, {"kind": "value"}),
        (Printed, {"against_start": dt.date(2019, 4, 1)}),
        (Printed, {"against_start": dt.date(2019, 4, 1), "against_end": dt.date(2018, 4, 1)}),
        (Revision, {"kind": "rank"}),
        (Revision, {"kind": "guess"}),
        (Revision, {"against_start": dt.date(2018, 4, 1), "against_end": dt.date(2019, 3, 31)}),
        (Target, {"rule": "made-up@1"}),
        (Target, {"kind": "at most"}),
        (Target, {"baseline_state": "value"}),
        (Target, {"due_start": dt.date(2021, 4, 1)}),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else ", ".join(value),
)
def test_an_impossible_row_is_refused(plan, model, change):
    assert model.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**change)


def test_one_source_says_one_thing_about_one_indicator_area_and_period(plan):
    first = Observation.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        builders.observation(first.source, first.indicator, first.area, 2020, 6)
    builders.observation(builders.source(plan.partnership, "another"), first.indicator, first.area, 2020, 6)
    assert Observation.objects.count() == 2


def test_references_are_unique_in_their_owner_and_only_there(plan):
    other = builders.plan(plan.partnership, "2023-2026")
    builders.priority(other, "1")
    with pytest.raises(IntegrityError), transaction.atomic():
        builders.priority(other, "1")


def test_an_area_has_one_name_in_its_set_and_one_code_everywhere(plan):
    north = Area.objects.get(name="North")
    with pytest.raises(IntegrityError), transaction.atomic():
        Area.objects.create(area_set=north.area_set, code="another-code", name="North")
    with pytest.raises(IntegrityError), transaction.atomic():
        Area.objects.create(area_set=north.area_set, code=north.code, name="Another name")


@pytest.mark.parametrize(("number", "note"), [(0, "a note"), (2, "")])
def test_versions_count_from_one_and_explain_themselves_from_the_second(plan, number, note):
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanVersion.objects.create(plan=plan, kind="final", number=number, content={}, checksum="x", note=note)


def test_a_partnership_does_not_take_an_address_of_the_portal(plan):
    for slug in ("desk", "data", "sign-in"):
        with pytest.raises(IntegrityError), transaction.atomic():
            builders.partnership(slug)


def test_a_partnership_does_not_stand_above_itself(plan):
    with pytest.raises(IntegrityError), transaction.atomic():
        Partnership.objects.update(parent=plan.partnership)
