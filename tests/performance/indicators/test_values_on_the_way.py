"""Values on the way to a target: entered at the desk, published with the plan, drawn and judged by on public pages."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from csp_portal.formats.periods import Period
from performance.models import Target, TrajectoryValue
from plans.editing.outline import KEEP
from plans.publishing.versions import publish
from plans.rollforward.copying import roll_forward
from tests import builders
from tests.performance.rules.test_trajectory import quarter
from tests.plans.editing.test_inline import rows

pytestmark = pytest.mark.django_db

DUE = {"due_start": dt.date(2012, 4, 1), "due_end": dt.date(2013, 3, 31)}
BASELINE = {"baseline_start": dt.date(2008, 4, 1), "baseline_end": dt.date(2009, 3, 31), "baseline_value": 400}


def thefts(**changes) -> Target:
    """A fall in thefts by 20% from 400 in 2008/09 to 2012/13."""
    plan = builders.plan(slug="2008-2012", period_start=dt.date(2008, 4, 1), period_end=dt.date(2012, 3, 31))
    town = builders.area_set(plan.partnership, ["Town"], slug="town", kind="district").areas.get()
    crime = builders.indicator("thefts", better="lower")
    given = {"kind": "percent change", "value": -20, "baseline_state": "value", **BASELINE, **DUE}
    return plan.targets.create(name="Thefts", indicator=crime, area=town, **given | changes)


def value_for(target: Target, period: Period, value) -> TrajectoryValue:
    return TrajectoryValue(target=target, period_start=period.start, period_end=period.end, value=value)


@pytest.mark.parametrize(
    ("period", "changes", "words"),
    [
        (Period.financial_year(2012), {}, "For the due period, the value is that of the target itself."),
        (Period.financial_year(2008), {}, "Choose a period that ends after the baseline period"),
        (quarter(2013, 1), {}, "not after 31 March 2013."),
        (quarter(2011, 1), {"kind": "below baseline", "value": None}, "Values on the way need a target for a change"),
        (quarter(2011, 1), {"rule": "final-exact@1"}, "and whose test is “on course for the target”."),
        (quarter(2011, 1), {"due_start": None, "due_end": None}, "that has a due period"),
    ],
)
def test_a_value_that_would_judge_nothing_is_refused(period, changes, words):
    with pytest.raises(ValidationError) as refused:
        value_for(thefts(**changes), period, 90).full_clean()
    assert words in " ".join(refused.value.messages)


def test_an_officer_enters_values_with_the_target_and_in_a_table(client):
    target = thefts()
    plan = target.plan
    builders.sign_in(client, builders.person("officer", plan.partnership, "officer"))
    at = f"/desk/{plan.partnership.slug}/plans/{plan.slug}/rows/targets/{target.pk}/"
    page = client.get(at).content.decode()
    assert "Values on the way" in page
    add = f"/desk/{plan.partnership.slug}/plans/{plan.slug}/targets/add/"
    sent = rows("trajectory", ("new0", {"period_start": "2009-04-01", "period_end": "2010-03-31", "value": "390"}))
    fields = {
        "name": "Thefts", "indicator": target.indicator_id, "area": target.area_id, "kind": "percent change",
        "value": "-20", "decimals": "0", "state": "value", "baseline_start": "2008-04-01",
        "baseline_end": "2009-03-31", "baseline_value": "400", "baseline_state": "value", "due_start": "2012-04-01",
        "due_end": "2013-03-31", "rule": "trajectory@1", "row_version": "1",
    }  # fmt: skip
    assert client.post(at, fields | sent).status_code == 302
    assert [(str(one.period), one.value) for one in target.trajectory.all()] == [("2009/10", 390)]
    assert client.post(add, fields | {"name": "The same again"} | sent).status_code == 302
    assert TrajectoryValue.objects.filter(target__name="The same again").count() == 1
    value_for(target, quarter(2011, 1), 80).save()
    assert "Thefts: Q1 2011/12" in client.get(at).content.decode().partition("New value on the way")[0]
    wrong = rows("trajectory", ("new0", {"period_start": "2012-04-01", "period_end": "2013-03-31", "value": "390"}))
    refused = client.post(add, fields | {"name": "Third"} | wrong).content.decode()
    assert "For the due period, the value is that of the target itself." in refused
    assert not Target.objects.filter(name="Third").exists()
    grid = client.get(f"/desk/{plan.partnership.slug}/plans/{plan.slug}/trajectory/table/")
    assert grid.status_code == 200
    assert "390" in grid.content.decode()


def published(target: Target, counts: dict[Period, int]) -> None:
    source = builders.source(target.plan.partnership, published_at=timezone.now())
    for period, count in counts.items():
        given = {"period_start": period.start, "period_end": period.end}
        builders.observation(source, target.indicator, target.area, period.start.year, count, **given)
    publish(target.plan, kind="final")


def test_readers_see_the_values_the_rule_and_the_line(client):
    target = thefts()
    value_for(target, Period.financial_year(2009), 395).save()
    published(target, {Period.financial_year(2008): 400, Period.financial_year(2009): 390})
    plan_page = client.get("/anytown/plans/2008-2012/").content.decode()
    assert "On the way: 395 (2009/10)" in " ".join(plan_page.split())
    page = client.get("/anytown/performance/thefts/").content.decode()
    assert "set-at-most@1" not in page
    method = "On target when the outturn is at most the value that the plan sets for the period"
    assert method in client.get("/data/methods/").content.decode()
    assert "Judged against the plan&#39;s value for 2009/10: 395." in page
    own, way = client.get("/anytown/performance/thefts/chart.json").json()["data"]
    assert own["y"] == [400, 390, None]
    assert (way["name"], way["y"]) == ("Values set by the plan", [400, 395, 320])


def test_quarters_are_drawn_with_their_values_and_without_the_target_of_the_year(client):
    target = thefts()
    for number, value in ((1, 110), (2, 90), (3, 85)):
        value_for(target, quarter(2010, number), value).save()
    published(target, {quarter(2010, 1): 100, quarter(2010, 2): 91})
    own, way = client.get("/anytown/performance/thefts/chart.json").json()["data"]
    assert (own["y"], way["y"]) == ([100, 91, None], [110, 90, 85])
    page = client.get("/anytown/performance/thefts/").content.decode()
    assert "Off course: 91 in Q2 2010/11; the plan expects 90 or less." in page
    assert "Target: down 20%" not in page


def test_values_are_carried_with_the_number_of_their_target_alone():
    target = thefts()
    value_for(target, quarter(2010, 1), 110).save()
    head = {"period_start": dt.date(2009, 4, 1), "period_end": dt.date(2013, 3, 31), "title": "Next", "by": None}
    kept, _report = roll_forward(target.plan, slug="kept", choices={("targets", target.pk): KEEP}, **head)
    moved = kept.targets.get().trajectory.get()
    assert (str(moved.period), moved.value, moved.copied_from) == ("Q1 2011/12", 110, target.trajectory.get())
    left, _report = roll_forward(target.plan, slug="left", choices={}, **head)
    assert left.targets.get().trajectory.count() == 0
