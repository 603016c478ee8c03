"""A temporary direction: what is better until a day is judged so, and after it the indicator's own counts again."""

import datetime as dt
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from performance.figures.series import figures
from performance.models import Indicator, IndicatorDirection
from performance.rules.targets.outturns import outcome
from plans.documents.document import plan_document
from plans.models import Partnership, Plan
from tests import builders
from tests.performance.rules.test_outturns import seen, target

WHY = "More people should report it"


@pytest.fixture
def reports(db):
    """Reports of domestic abuse, 100 and 200 in turn: shared by all, fewer are better, but more until March 2028."""
    owner = builders.partnership()
    area = builders.area_set(owner, ["Town"], slug="town", kind="district").areas.get()
    owner.areas.add(area)
    reports = builders.indicator("abuse", name="Domestic abuse reports", better="lower", type="tracker")
    builders.source(owner, published_at=timezone.now())
    owner.indicator_directions.create(indicator=reports, better="higher", ends_on="2028-03-31", reason=WHY)
    return reports


def add(reports: Indicator, year: int, value: int) -> None:
    owner = Partnership.objects.get(slug="anytown")
    builders.observation(owner.sources.get(), reports, owner.areas.get(), year, value)
    owner.bump_public_revision()


def page(client, address: str = "performance/abuse/") -> str:
    return " ".join(unescape(client.get(f"/anytown/{address}").content.decode()).split())


def test_a_rise_is_better_until_the_day_and_worse_after_it(reports, client):
    add(reports, 2026, 1000)
    add(reports, 2027, 1300)
    assert f"Lower is better; until 31 March 2028: Higher is better ({WHY}); now: improving" in page(client)
    assert "Better than in 2026/27" in page(client, "areas/anytown-town/")
    add(reports, 2028, 1800)
    assert "now: getting worse" in page(client)
    assert "Worse than in 2027/28" in page(client, "areas/anytown-town/")


def test_it_is_each_partnerships_own(reports, client):
    there = builders.partnership("elsewhere")
    village = builders.area_set(there, ["Village"], slug="village", kind="district").areas.get()
    source = builders.source(there, "theirs", published_at=timezone.now())
    builders.observation(source, reports, village, 2026, 1000)
    builders.observation(source, reports, village, 2027, 1300)
    theirs = unescape(client.get("/elsewhere/performance/abuse/").content.decode())
    assert "now: getting worse" in theirs
    assert WHY not in theirs
    assert {one.better for one in figures(there)} == {"lower"}


def test_a_figure_carries_the_direction_of_the_day_its_period_ends(reports):
    for year in (2026, 2027, 2028):
        add(reports, year, 100)
    owner = Partnership.objects.get(slug="anytown")
    assert [(str(one.period), one.better) for one in figures(owner)] == [
        ("2026/27", "higher"),
        ("2027/28", "higher"),
        ("2028/29", "lower"),
    ]


def test_a_target_is_asked_for_in_the_direction_of_the_period_it_is_due(reports):
    plan = builders.plan(Partnership.objects.get(slug="anytown"))
    area = plan.partnership.areas.get()
    asked = {"name": "Reports", "indicator": reports, "area": area, "kind": "percent change", "value": 10}
    due = {"due_start": dt.date(2027, 4, 1), "due_end": dt.date(2028, 3, 31)}
    plan.targets.create(**asked, **due)
    stored = plan.targets.get()
    stored.full_clean()
    assert plan_document(Plan.objects.get())["targets"][0]["better"] == "higher"
    stored.due_start, stored.due_end = dt.date(2028, 4, 1), dt.date(2029, 3, 31)
    with pytest.raises(ValidationError, match="would read “up 10%”, but lower is better"):
        stored.full_clean()
    stored.save()
    assert plan_document(Plan.objects.get())["targets"][0]["better"] == "lower"


def test_a_level_to_keep_is_judged_in_the_direction_of_the_outturn_and_the_note_says_so():
    keep = target(kind="keep", value="1000", rule="trajectory@1")
    fewer = seen(2007, 900)
    assert outcome(keep, [seen(2003, 1000), fewer])["status"] == "met"
    assert outcome(keep, [seen(2003, 1000), fewer])["note"] == ""
    turned = outcome(keep, [seen(2003, 1000), seen(2007, 900, direction="higher")])
    assert (turned["status"], turned["note"]) == ("missed", "For 2007/08, higher is better.")


def test_two_directions_of_one_day_and_one_without_a_day_are_refused(reports):
    owner = Partnership.objects.get(slug="anytown")
    second = IndicatorDirection(
        partnership=owner, indicator=reports, better="neither", starts_on=dt.date(2028, 3, 31), reason="Recount"
    )
    with pytest.raises(ValidationError, match="already applies on some of these days"):
        second.full_clean()
    second.starts_on = dt.date(2028, 4, 1)
    second.full_clean()
    second.starts_on = None
    with pytest.raises(ValidationError, match="Give the first date, the last date or both"):
        second.validate_constraints()


def test_it_is_typed_at_the_desk(reports, client):
    owner = Partnership.objects.get(slug="anytown")
    owner.indicator_directions.all().delete()
    builders.sign_in(client, builders.person("officer", owner, "officer"))
    sent = {"indicator": reports.pk, "better": "higher", "ends_on": "2028-03-31", "reason": WHY}
    assert client.post("/desk/anytown/about/directions/add/", sent).status_code == 302
    assert str(owner.indicator_directions.get()) == "Domestic abuse reports: Higher is better"
