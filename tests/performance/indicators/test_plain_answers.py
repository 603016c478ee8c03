"""The answer on top of a page: met or missed, better, the same or worse, by rule or by an officer."""

import datetime as dt

import pytest

from performance.figures.publishing import publish_source
from performance.indicators.plain_answers import say
from performance.models import Indicator, Source
from plans.documents.document import plan_document
from plans.publishing.versions import publish
from tests import builders
from tests.performance.indicators.test_pages import words


@pytest.fixture
def plan(db):
    """Priority 1 counts thefts (clearly fewer) and fights (about the same); priority 2 lights (neither is better)."""
    made = builders.plan()
    wards = builders.area_set(made.partnership, ["Town"])
    source = builders.source(made.partnership)
    for ref in ("1", "2"):
        builders.priority(made, ref, why="Because.")
    for ref, slug, better, then, now in [
        ("1", "thefts", "lower", 1000, 500),
        ("1", "fights", "lower", 100, 104),
        ("2", "lights", "neither", 100, 400),
    ]:
        counted = builders.indicator(slug, better=better)
        for year, value in ((2019, then), (2020, now)):
            builders.observation(source, counted, wards.areas.get(), year, value)
        made.targets.create(
            name=slug.capitalize(),
            kind="words",
            indicator=counted,
            area=wards.areas.get(),
            priority=made.priorities.get(ref=ref),
        )
    return made


PLAN = (
    "3 measures can be compared with an earlier year: 1 better, 1 more, 1 about the same. The latest figures are for "
    "2020/21. Better: Thefts, down 500 (−50.0%)."
)
FIRST = (
    "2 measures can be compared with an earlier year: 1 better, 1 about the same. The latest figures are for 2020/21. "
    "Better: Thefts, down 500 (−50.0%)."
)
SECOND = "1 measure can be compared with an earlier year: 1 more. The latest figure is for 2020/21."


def test_the_rule_counts_what_is_better_and_names_it(plan):
    publish_source(Source.objects.get())
    assert say(plan_document(plan)) == {"": PLAN, "1": FIRST, "2": SECOND}


UNKNOWN = "We cannot say yet whether things have improved. No results for the targets have been published."


def test_what_is_not_known_is_said(plan):
    builders.priority(plan, "3")
    assert say(plan_document(plan)) == {
        "": UNKNOWN,
        "1": "No results for the targets have been published.",
        "2": "No results for the target have been published.",
        "3": "This priority sets no measurable targets.",
    }
    plan.targets.all().delete()
    assert say(plan_document(type(plan).objects.get(pk=plan.pk)))[""] == "This plan sets no measurable targets."


def test_figures_of_another_time_are_no_results_of_a_plan(plan):
    publish_source(Source.objects.get())
    plan.period_start, plan.period_end = dt.date(2027, 4, 1), dt.date(2032, 3, 31)
    plan.save()
    assert say(plan_document(plan))[""] == UNKNOWN


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (-48, "1 met. Thefts: Met by 2.0 percentage points: −50.0% in 2020/21; the target was −48%."),
        (-53, "1 missed. Thefts: Missed by 3.0 percentage points: −50.0% in 2020/21; the target was −53%."),
    ],
)  # fmt: skip
def test_a_target_of_the_plan_is_met_or_missed_by_the_figure_of_its_due_period(plan, value, said):
    publish_source(Source.objects.get())
    years = {"baseline": 2019, "due": 2020}
    days = {
        f"{name}_{end}": dt.date(year + plus, month, day)
        for name, year in years.items()
        for end, plus, month, day in (("start", 0, 4, 1), ("end", 1, 3, 31))
    }
    plan.targets.filter(name="Thefts").update(kind="percent change", value=value, **days)
    assert say(plan_document(type(plan).objects.get(pk=plan.pk)))["1"].startswith(
        f"1 target has a result: {said} 2 measures can be compared"
    )


def test_the_page_follows_the_figures_and_the_permanent_page_does_not(plan, client):
    publish(plan, kind="final")
    address = "/anytown/plans/2020-2023/"
    assert UNKNOWN in words(client.get(address))
    publish_source(Source.objects.get())
    assert f"{PLAN} Based on published figures. How we work this out" in words(client.get(address))
    assert SECOND in words(client.get(f"{address}priorities/2/"))
    assert "can be compared" not in words(client.get(f"{address}v1/"))


def test_the_officers_sentence_takes_its_place_and_the_page_says_so(plan, client):
    publish_source(Source.objects.get())
    plan.plain_answer = "Thefts fell by half."
    plan.save()
    plan.priorities.filter(ref="2").update(plain_answer="More lamps than ever.")
    publish(plan, kind="final")
    address = "/anytown/plans/2020-2023/"
    said = "Written by the partnership, in place of a sentence based on the figures."
    for path in (address, f"{address}v1/"):
        assert f"Thefts fell by half. {said}" in words(client.get(path))
    assert f"More lamps than ever. {said}" in words(client.get(f"{address}priorities/2/"))
    assert FIRST in words(client.get(f"{address}priorities/1/"))


def test_indicator_and_area_pages_answer_too(plan, client):
    publish_source(Source.objects.get())
    assert words(client.get("/anytown/performance/thefts/")).startswith("Thefts Better. Town, 2020/21. Fewer than")
    town = words(client.get("/anytown/areas/anytown-town/"))
    assert "Better than in 2019/20: −500 (−50.0%)." in town
    owner = plan.partnership
    owner.plain_answers.create(indicator=Indicator.objects.get(slug="thefts"), sentence="Half as many.")
    owner.plain_answers.create(area=owner.area_sets.get().areas.get(), sentence="A calm town.")
    owner.bump_public_revision()
    assert words(client.get("/anytown/performance/thefts/")).startswith("Thefts Half as many. Written by the")
    assert words(client.get("/anytown/areas/anytown-town/")).startswith("Town A calm town. Written by the")


def test_the_cost_does_not_grow_with_the_targets(plan, django_assert_num_queries):
    publish_source(Source.objects.get())
    content = plan_document(plan)
    with django_assert_num_queries(5):
        say(content)
