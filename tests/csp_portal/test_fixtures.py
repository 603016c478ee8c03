"""A broken fixture names the file, the record and the field, and loads nothing."""

import pytest
from django.core.management import CommandError, call_command

from csp_portal import fixtures
from csp_portal.fixtures import BrokenFixture
from plans.models import Organisation, Partnership, Plan
from tests import builders

pytestmark = pytest.mark.django_db

PLAN = """
plans.Plan:
  partnership: anytown
  title: Plan
  slug: 2020-2023
  period_start: 2020-04-01
  period_end: 2023-03-31
  priorities:
    - ref: "1"
      title: First
      actions:
        - ref: "1.1"
          title: Do it
          {line}
"""


def load(folder, text: str):
    path = folder / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    return fixtures.load(path)


def test_rows_are_loaded_as_they_are_nested(tmp_path):
    builders.partnership()
    (plan,) = load(tmp_path, PLAN.format(line="milestones: [{ref: 1.1a, text: A}, {ref: 1.1b, text: B}]"))
    assert [m.ref for m in plan.priorities.get().actions.get().milestones.all()] == ["1.1a", "1.1b"]


def test_rows_refer_to_each_other_by_natural_keys(tmp_path):
    owner = builders.partnership()
    builders.plan(owner, "2017-2020")
    Organisation.objects.create(name="Police")
    text = PLAN.format(line="parts: [{as_printed: Police, organisations: [Police]}]")
    text = text.replace("title: Plan", "title: Plan\n  rolled_from: anytown/2017-2020")
    (plan,) = load(tmp_path, text)
    assert plan.rolled_from.slug == "2017-2020"
    assert plan.priorities.get().actions.get().parts.get().organisations.get().name == "Police"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("colour: red", "plan.yaml: plans.Plan “2020-2023”, priorities “1”, actions “1.1”: colour: no such field"),
        ("due_kind: someday", "actions “1.1”: due_kind: Value 'someday' is not a valid choice."),
        ("due_kind: cadence", "actions “1.1”: A date or month needs a day, a regular interval the months"),
        ("due_on: tomorrow", "actions “1.1”: due_on: “tomorrow” value has an invalid date format."),
        ("themes: [Unheard of]", "actions “1.1”: themes: there is no theme “Unheard of”; name it by name."),
        ("milestones: [{text: no number}]", "milestones number 1: ref: This field cannot be blank."),
        ("milestones: words", "actions “1.1”: milestones: must be a list of records."),
        ("title: [", "not valid YAML"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path, line, said):
    builders.partnership()
    with pytest.raises(BrokenFixture) as problem:
        load(tmp_path, PLAN.format(line=line))
    assert said in str(problem.value)


def test_a_broken_demo_loads_nothing_and_says_why(tmp_path):
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "1.yaml").write_text("plans.Partnership: {name: A, slug: a, place: A}")
    folder = tmp_path / "a-2020-2023"
    folder.mkdir()
    (folder / "plan.yaml").write_text("plans.Plan: {partnership: a, title: T, slug: s}")
    with pytest.raises(CommandError, match=r"Nothing was loaded\. .*plan\.yaml: plans\.Plan “s”: period_start"):
        call_command("demo", folder=tmp_path)
    assert (Partnership.objects.count(), Plan.objects.count()) == (0, 0)


def test_a_duty_that_no_law_knows_is_refused(tmp_path):
    builders.partnership()
    text = PLAN.format(line="due_kind: none").replace("title: First", "title: First\n      duties: [tidiness]")
    with pytest.raises(
        BrokenFixture, match="duties: “tidiness” is not known among duties; known are: crime and disorder"
    ):
        load(tmp_path, text)
