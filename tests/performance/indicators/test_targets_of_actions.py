"""An action is measured by targets of its plan: chosen at the desk, read at both ends, hidden with either of them."""

import datetime as dt
import json
import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client

from performance.figures.publishing import publish_source
from performance.models import Target
from plans.documents.compare import compare
from plans.documents.document import plan_document
from plans.editing.outline import DROP, Choice, RowFate
from plans.models import Change, Plan, Visibility
from plans.publishing.versions import publish
from priorities.models import Action
from tests import builders
from tests.performance.indicators.test_pages import words
from tests.plans.editing.test_grid import opened
from tests.plans.rollforward.test_rollforward import roll

PAGE = "/anytown/plans/2020-2023/"
DESK = f"/desk{PAGE}"


def period(name: str, year: int) -> dict[str, dt.date]:
    return {f"{name}_start": dt.date(year, 4, 1), f"{name}_end": dt.date(year + 1, 3, 31)}


@pytest.fixture
def plan(db) -> Plan:
    """Actions 1.1 and 2.1; a target of priority 1 that its published figures meet, and one of the whole plan."""
    made = builders.plan()
    first, second = builders.priority(made, "1", why="Because."), builders.priority(made, "2", why="Because.")
    builders.action(first, 1)
    builders.action(second, 1, ref="2.1", title="Walk")
    town = builders.area_set(made.partnership, ["Town"]).areas.get()
    thefts, figures = builders.indicator("thefts", better="lower"), builders.source(made.partnership)
    for year, value in ((2019, 1000), (2020, 500)):
        builders.observation(figures, thefts, town, year, value)
    publish_source(figures)
    days = period("baseline", 2019) | period("due", 2020)
    made.targets.create(name="Thefts", priority=first, indicator=thefts, area=town, kind="percent change", value=-48,
                        position=1, **days)  # fmt: skip
    made.targets.create(name="Feeling safe", kind="words", area=town, position=2)
    return made


@pytest.fixture
def thefts(plan) -> Target:
    return plan.targets.get(name="Thefts")


@pytest.fixture
def safe(plan) -> Target:
    return plan.targets.get(name="Feeling safe")


@pytest.fixture
def action(plan) -> Action:
    return Action.objects.get(ref="1.1")


@pytest.fixture
def desk(client, plan):
    client.force_login(builders.person("officer", plan.partnership, "officer"))
    return client


def fresh(plan: Plan) -> Plan:
    return Plan.objects.get(pk=plan.pk)


def document(plan: Plan, audience: Visibility = Visibility.PUBLIC):
    return plan_document(fresh(plan), audience)


def measured(content) -> dict[str, list[str] | None]:
    actions = [action for priority in content["priorities"] for action in priority["actions"]]
    return {action["ref"]: action.get("measured_by") for action in actions}


def row(html: str, anchor: str) -> str:
    """The words of the row of a table that an anchor leads to."""
    found = re.search(rf'<tr id="{anchor}" .*?</tr>', html, re.S)
    return " ".join(re.sub(r"<(?!/?a\b)[^>]+>", " ", re.sub(r"</?a\b[^>]*>", "", found[0])).split()) if found else ""


def test_an_officer_chooses_the_targets_of_the_plan_in_the_form_of_an_action(desk, plan, action, thefts, safe):
    other = builders.plan(builders.partnership("elsewhere"))
    area = builders.area_set(other.partnership, ["Far"], "far").areas.get()
    other.targets.create(name="Of another plan", kind="words", area=area)
    page = f"{DESK}rows/actions/{action.pk}/"
    html = desk.get(page).content.decode()
    select = re.search(r'<select name="measured_by".*?</select>', html, re.S)[0]
    assert re.findall(r">([^<>]+)</option>", select) == ["Thefts", "Feeling safe"]
    assert "Targets that measure it" in html
    sent = {"title": action.title, "row_version": 1, "due_kind": "none", "measured_by": [thefts.pk, safe.pk]}
    assert desk.post(page, sent).status_code == 302
    assert set(action.measured_by.all()) == {thefts, safe}
    change = Change.objects.get(field="measured_by")
    assert (change.row_name, change.old, change.new) == ("1.1 Action 1.1", "", "Feeling safe, Thefts")
    assert "selected>Thefts</option>" in desk.get(page).content.decode()
    stale = desk.post(page, sent | {"measured_by": []})
    assert "Someone else" in stale.content.decode()
    assert action.measured_by.count() == 2
    foreign = Target.objects.get(name="Of another plan")
    refused = desk.post(page, sent | {"row_version": 2, "measured_by": [foreign.pk]})
    assert (refused.status_code, action.measured_by.count()) == (200, 2)


def test_a_new_action_is_measured_by_what_was_chosen(desk, plan, safe):
    page = f"{DESK}rows/priorities/{plan.priorities.first().pk}/actions/add/"
    desk.post(page, {"ref": "1.2", "title": "Light the park", "due_kind": "none", "measured_by": [safe.pk]})
    assert list(Action.objects.get(title="Light the park").measured_by.all()) == [safe]


def test_targets_are_a_cell_of_the_table_of_actions(desk, plan, action, thefts, safe):
    page = f"{DESK}actions/table/"
    cell = f"r{action.pk}-measured_by"
    sent = opened(desk, page) | {"save": "yes"}
    assert sent[cell] == ""
    answer = desk.post(page, sent | {cell: "thefts; Feeling safe"}, follow=True)
    assert "Saved: 1 row changed." in answer.content.decode()
    assert set(action.measured_by.all()) == {thefts, safe}
    assert opened(desk, page)[cell] == "Feeling safe; Thefts"
    refused = desk.post(page, opened(desk, page) | {"save": "yes", cell: "Burglary"})
    assert "“Burglary” is not recognised. Enter one of: Thefts, Feeling safe." in words(refused)
    desk.post(page, opened(desk, page) | {"save": "yes", cell: "Thefts"})
    assert list(action.measured_by.all()) == [thefts]
    assert Change.objects.filter(field="measured_by").latest("pk").new == "Thefts"


def test_indicators_that_are_no_target_measure_an_action_as_well(desk, plan, action):
    """From the form and the table to the published page, both ends, the comparison, the files and the next plan."""
    footfall = builders.indicator("footfall", partnership=plan.partnership)
    builders.indicator("far", partnership=builders.partnership("elsewhere"))
    page = f"{DESK}rows/actions/{action.pk}/"
    html = desk.get(page).content.decode()
    assert "Indicators that measure it" in html
    select = re.search(r'<select name="indicators".*?</select>', html, re.S)[0]
    assert re.findall(r">([^<>]+)</option>", select) == ["Footfall", "Thefts"]
    before = document(plan)
    words_beside = {"title": action.title, "row_version": 1, "due_kind": "none", "measure": "The square feels busy"}
    assert desk.post(page, words_beside | {"indicators": [footfall.pk]}).status_code == 302
    assert Change.objects.get(field="indicators").new == "Footfall"
    cell = f"r{action.pk}-indicators"
    refused = desk.post(f"{DESK}actions/table/", opened(desk, f"{DESK}actions/table/") | {"save": "yes", cell: "Of"})
    assert "“Of” is not recognised. Enter one of: Footfall, Thefts." in words(refused)
    sent = opened(desk, f"{DESK}actions/table/") | {"save": "yes", cell: "thefts; Footfall"}
    desk.post(f"{DESK}actions/table/", sent)
    assert [one.name for one in action.indicators.all()] == ["Footfall", "Thefts"]
    added = [(one.kind, one.place[-1]) for one in compare(before, document(plan)) if one.kind == "added"]
    assert added == [("added", "Indicator “Footfall”"), ("added", "Indicator “Thefts”")]
    assert Client().get("/anytown/performance/footfall/").status_code == 404
    publish(plan, kind="final")
    read = json.loads(Client().get(f"{PAGE}v1/plan.json").content)
    named = [{"name": "Footfall", "slug": "footfall"}, {"name": "Thefts", "slug": "thefts"}]
    assert read["priorities"][0]["actions"][0]["indicators"] == named
    html = Client().get(PAGE).content.decode()
    assert "Indicators: Footfall; Thefts Measured by: The square feels busy" in row(html, "action-1.1")
    assert '<a href="/anytown/performance/footfall/">Footfall</a>' in html
    there = Client().get("/anytown/performance/footfall/")
    assert (there.status_code, f'href="{PAGE}priorities/1/#action-1.1"' in there.content.decode()) == (200, True)
    with ZipFile(BytesIO(Client().get(f"{PAGE}v1/plan.csv.zip").content)) as tables:
        assert "Footfall; Thefts" in tables.read("actions.csv").decode()
    new, _report = roll(plan)
    made = Action.objects.get(priority__plan=new, copied_from=action)
    assert [one.slug for one in made.indicators.all()] == ["footfall", "thefts"]


def test_a_plan_without_such_links_reads_as_before(plan):
    text = json.dumps(document(plan))
    assert ('"measured_by"' in text, '"indicators"' in text) == (False, False)


def test_the_published_plan_leads_from_action_to_target_and_back(plan, action, thefts, safe):
    action.measured_by.set([thefts, safe])
    Action.objects.get(ref="2.1").measured_by.set([safe])
    publish(plan, kind="final")
    read = json.loads(Client().get(f"{PAGE}v1/plan.json").content)
    assert measured(read) == {"1.1": ["Thefts, 2020/21", "Feeling safe"], "2.1": ["Feeling safe"]}
    html = Client().get(PAGE).content.decode()
    theft_row, safe_row = re.findall(r'<tr id="(target-\d+)"', html)
    assert "Measured by: Thefts, 2020/21 met ; Feeling safe" in row(html, "action-1.1")
    assert "Measured by: Feeling safe" in row(html, "action-2.1")
    assert "Measures action 1.1" in row(html, theft_row)
    assert "Measures actions 1.1, 2.1" in row(html, safe_row)
    for anchor in (theft_row, safe_row, "action-1.1", "action-2.1"):
        assert f'href="#{anchor}"' in html
    own = Client().get(f"{PAGE}priorities/2/").content.decode()
    assert f'<a href="{PAGE}#{safe_row}">Feeling safe</a>' in own
    permanent = Client().get(f"{PAGE}v1/").content.decode()
    assert "Measured by: Thefts, 2020/21; Feeling safe" in row(permanent, "action-1.1")


def test_a_status_follows_the_figures_that_are_public(plan, action, thefts):
    action.measured_by.set([thefts])
    thefts.indicator.observations.update(public_value=900, value=900)
    publish(plan, kind="final")
    assert "Measured by: Thefts, 2020/21 missed" in row(Client().get(PAGE).content.decode(), "action-1.1")


def test_of_two_targets_with_one_name_no_status_is_said(plan, action, thefts):
    action.measured_by.set([thefts])
    thefts.pk = None
    thefts.save(force_insert=True)
    publish(plan, kind="final")
    html = Client().get(PAGE).content.decode()
    assert row(html, "action-1.1").count("Thefts, 2020/21") == 2
    assert "Thefts, 2020/21 met" not in row(html, "action-1.1")


def test_what_is_withheld_at_either_end_is_named_at_neither(plan, action, thefts, safe):
    hidden = plan.priorities.get(ref="2")
    plan.targets.create(name="Secret target", priority=hidden, kind="words", area=safe.area, position=3)
    action.measured_by.set([thefts, Target.objects.get(name="Secret target")])
    Action.objects.get(ref="2.1").measured_by.set([thefts, safe])
    plan.priorities.filter(pk=hidden.pk).update(visibility="members", withheld="7")
    assert measured(document(plan)) == {"1.1": ["Thefts, 2020/21"]}
    assert measured(document(plan, Visibility.MEMBERS)) == {
        "1.1": ["Thefts, 2020/21", "Secret target"],
        "2.1": ["Thefts, 2020/21", "Feeling safe"],
    }
    publish(plan, kind="final")
    for address in (PAGE, f"{PAGE}priorities/1/", f"{PAGE}v1/", f"{PAGE}v1/plan.json"):
        text = Client().get(address).content.decode()
        assert "Secret" not in text
        assert "2.1" not in text
    html = Client().get(PAGE).content.decode()
    assert html.count("Measures action ") == 1


def test_a_comparison_names_the_targets_that_came_and_went(plan, action, thefts, safe):
    action.measured_by.set([thefts])
    before = document(plan)
    action.measured_by.set([safe])
    (change,) = compare(before, document(plan))
    assert (change.field, change.old, change.new) == ("targets that measure it", "Thefts, 2020/21", "Feeling safe")
    assert change.place[-1] == "Action 1.1: Action 1.1"


def test_the_next_plan_is_measured_by_its_own_targets(plan, action, thefts, safe):
    action.measured_by.set([thefts, safe])
    new, report = roll(plan)
    made = Action.objects.get(priority__plan=new, copied_from=action)
    assert [(one.plan, one.copied_from) for one in made.measured_by.all()] == [(new, thefts), (new, safe)]
    assert set(action.measured_by.all()) == {thefts, safe}
    assert report["warnings"] == [overlap(plan)]


def test_actions_that_become_one_are_measured_once_by_the_targets_of_both(plan, action, thefts, safe):
    other = Action.objects.get(ref="2.1")
    action.measured_by.set([thefts, safe])
    other.measured_by.set([safe])
    new, _report = roll(plan, {("actions", other.pk): Choice(RowFate.MERGE, action.pk)})
    made = Action.objects.get(priority__plan=new)
    assert [one.copied_from for one in made.measured_by.all()] == [thefts, safe]


def test_an_action_whose_target_stays_behind_is_named(plan, action, thefts):
    action.measured_by.set([thefts])
    new, report = roll(plan, {("targets", thefts.pk): DROP})
    assert not Action.objects.get(priority__plan=new, copied_from=action).measured_by.exists()
    assert report["warnings"] == [
        overlap(plan),
        "1.1 was measured by the target “Thefts” of the old plan, which was not carried over.",
    ]


def overlap(plan: Plan) -> str:
    return f"The period overlaps with “{plan.title}”, {plan.period}."
