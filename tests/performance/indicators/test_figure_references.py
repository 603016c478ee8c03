"""Figures named in narrative: printed as readers may see them, linked, frozen with the text, and never a leak."""

import json
import re
from contextlib import suppress
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, strategies as st

from csp_portal.formats.periods import Period
from performance.checks.facts.loading import working_facts
from performance.checks.pages import check_source
from performance.checks.registry import run
from performance.figures.publishing import publish_source
from performance.indicators.figure_references import Name, NotAName, read
from performance.models import SeriesBreak
from plans.documents.document import plan_document
from plans.documents.figure_references import NAME, ResolvedFigure, names, resolve, resolved
from plans.documents.versions import NotPublishable
from plans.models import Plan
from plans.publishing.checklist.checklist import problems
from plans.publishing.fix_links import fix_links
from plans.publishing.versions import publish
from plans.schemas.problems import errors
from tests import builders

LINK = "/anytown/performance/cycle-theft/"


@pytest.fixture
def plan(db):
    """Cycle thefts of a town and a ward in three years, from a published open source, and a plan with a section."""
    plan = builders.plan()
    owner = plan.partnership
    wards = builders.area_set(owner, ["North"])
    town = builders.area_set(owner, ["Town"], "town", "district").areas.get()
    owner.areas.add(town)
    source = builders.source(owner)
    thefts = builders.indicator("cycle-theft", name="Cycle theft", unit="crimes")
    for year, count in ((2003, 1000), (2005, None), (2006, 1250)):
        builders.observation(source, thefts, town, year, count)
    builders.observation(source, thefts, wards.areas.get(), 2006, 77)
    publish_source(source)
    plan.sections.create(heading="Introduction", slug="introduction", kind="introduction", body="")
    return plan


def say(plan: Plan, text: str) -> dict[str, str]:
    """The section with this text, as it stands in the document now."""
    section = plan.sections.get()
    section.body = text
    section.save()
    return plan_document(Plan.objects.get(pk=plan.pk))["sections"][0]["body"]


def test_a_value_and_a_change_are_printed_and_linked(plan):
    body = say(
        plan,
        "By 2007 **{{ figure cycle-theft 2006/07 }}** were stolen, {{figure cycle-theft 2003/04 to 2006/07 change}}.",
    )
    assert body["markdown"] == "By 2007 **1,250** were stolen, +25.0%."
    assert f'<strong><a href="{LINK}" rel="noopener">1,250</a></strong>' in body["html"]
    assert say(plan, "{{ figure cycle-theft 2006/07, North }}")["markdown"] == "77"
    assert say(plan, "{{ figure cycle-theft 2006/07, anytown-north }}")["markdown"] == "77"


def test_between_percentages_the_change_is_in_points(plan):
    source, town = plan.partnership.sources.get(), plan.partnership.areas.get()
    fear = builders.indicator("fear", unit="%")
    for year, share in ((2003, 30), (2006, 26)):
        builders.observation(source, fear, town, year, share, unit="%")
    assert say(plan, "{{ figure fear 2003/04 to 2006/07 change }}")["markdown"] == "−4 points"
    assert say(plan, "{{ figure fear 2006/07 }}")["markdown"] == "26%"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("cycle-theft 2001/02", "no published source gives it for 2001/02"),
        ("cycle-thef 2006/07", "no published source gives it"),
        ("cycle-theft 2006/07, South", "no published source gives it"),
        ("cycle-theft 2005/06", "it is not available"),
        ("cycle-theft", "write the indicator and the period"),
        ("cycle-theft 2006/09", "2006/09"),
        ("cycle-theft 2006/07 to 2003/04 change", "the first period of a change must end before the second begins"),
    ],
)
def test_a_dead_name_stands_in_the_preview_and_blocks_the_publication(plan, name, why):
    body = say(plan, f"There were {{{{ figure {name} }}}}.")
    assert f"There were [figure not found: {name} (" in body["markdown"]
    assert why in body["markdown"]
    assert "figure not found" in re.sub("<[^>]+>", "", body["html"])
    found = [one for one in errors(problems(plan_document(Plan.objects.get(pk=plan.pk)))) if name in one.sentence]
    assert [(one.place.kind, one.place.ref) for one in found] == [("sections", "introduction")]
    with pytest.raises(NotPublishable, match="refers to figures that cannot be shown"):
        publish(plan, kind="final")
    assert not plan.versions.exists()


DEAD = "{{ figure cycle-theft 2001/02 }}"


@pytest.fixture
def everywhere(plan) -> dict[str, str]:
    """One dead name in every kind of narrative, each with the desk page of its row."""
    priority = builders.priority(plan, why=f"Because of {DEAD} thefts.")
    rows = {
        "sections": plan.sections.get(),
        "priorities": priority,
        "themes": plan.themes.create(name="Young people", description=f"There were {DEAD}."),
        "glossary": plan.glossary.create(term="Cycle theft", slug="cycle-theft", meaning=f"Counted {DEAD} times."),
        "achievements": plan.achievements.create(text=f"{{{{ figure cycle-theft 2006/07 }}}} after {DEAD}."),
    }
    rows["sections"].body = f"In 2001 {DEAD}, and {{{{ figure cycle-theft 2006/07 }}}} later."
    rows["sections"].save()
    below = {
        "themes": priority.themes.create(plan=plan, name="Below", description=DEAD),
        "achievements": priority.achievements.create(plan=plan, text="Fewer than {{ figure cycle-theft 2002/03 }}."),
    }
    plan.achievements.create(text="Nothing is named here.")
    here = "/desk/anytown/plans/2020-2023/rows"
    return {f"{here}/{kind}/{row.pk}/": kind for made in (rows, below) for kind, row in made.items()}


def test_the_checklist_leads_from_each_dead_name_to_the_row_to_mend(plan, everywhere):
    plan = Plan.objects.get(pk=plan.pk)
    found = [one for one in errors(problems(plan_document(plan))) if "refers to a figure" in one.sentence]
    pages = fix_links({plan: found})[plan]
    assert len(found) == 7
    assert set(pages) == set(everywhere)


def test_a_dead_name_is_a_finding_that_leads_to_its_row(plan, everywhere, client):
    report = builders.report(plan)
    section = report.sections.create(heading="Summary", slug="summary", kind="other", body=f"{DEAD} {DEAD}")
    found = run(working_facts(plan.partnership))
    assert {(one.check, one.severity) for one in found} == {("K8", "error")}
    assert len({one.key for one in found}) == len(found) == 8
    assert {one.arithmetic for one in found} == {
        "No published source gives it for 2001/02.",
        "No published source gives it for 2002/03.",
    }
    builders.sign_in(client, builders.person("officer", plan.partnership, "officer"))
    page = client.get("/anytown/figures-check/").content.decode()
    for address in (*everywhere, f"/desk/anytown/about/rows/report-sections/{section.pk}/"):
        assert f'href="{address}"' in page
        assert client.get(address).status_code == 200
    out = StringIO()
    call_command("check_figures", json=True, stdout=out)
    listed = json.loads(out.getvalue())["findings"]
    assert {one["printed"] for one in listed} == {DEAD, "{{ figure cycle-theft 2002/03 }}"}


def test_what_an_import_leaves_dead_is_told_with_it(plan):
    """Of the indicators of its source alone."""
    say(plan, f"In 2001 {DEAD}; {{{{ figure fear 2001/02 }}}}")
    (one,) = check_source(plan.partnership.sources.get())
    assert one.sentence == "The text refers to a figure that cannot be shown: cycle-theft 2001/02."


def test_narrative_whose_figures_are_printed_is_no_finding(plan):
    say(plan, "There were {{ figure cycle-theft 2006/07 }} thefts.")
    assert run(working_facts(plan.partnership)) == []


def test_a_figure_that_is_not_published_or_hidden_prints_nothing(plan):
    owner = plan.partnership
    draft = builders.source(owner, "draft")
    town, thefts = owner.areas.get(), builders.Indicator.objects.get(slug="cycle-theft")
    builders.observation(draft, thefts, town, 2007, 98765432)
    hidden = builders.source(owner, "hidden", disclosure="protected")
    builders.observation(hidden, thefts, town, 2008, 3)
    builders.observation(hidden, thefts, town, 2009, 5058)
    publish_source(hidden)
    said = say(
        plan, "{{ figure cycle-theft 2007/08 }} {{ figure cycle-theft 2008/09 }} {{ figure cycle-theft 2009/10 }}"
    )
    text = str(said)
    assert "98765432" not in text
    assert "98,765,432" not in text
    assert "5,058" not in text
    assert "cycle-theft 2008/09 (it is suppressed)" in said["markdown"]
    assert said["markdown"].endswith(" 5,060")


def test_two_sources_that_differ_print_nothing(plan):
    owner = plan.partnership
    other = builders.source(owner, "other", published_at=timezone.now())
    observation = builders.observation(
        other, builders.Indicator.objects.get(slug="cycle-theft"), owner.areas.get(), 2006, 1251
    )
    assert "published sources differ about it" in say(plan, "{{ figure cycle-theft 2006/07 }}")["markdown"]
    observation.value = 1250
    observation.save()
    assert say(plan, "{{ figure cycle-theft 2006/07 }}")["markdown"] == "1,250"


def test_a_change_across_a_change_of_recording_is_refused(plan):
    thefts = builders.Indicator.objects.get(slug="cycle-theft")
    SeriesBreak.objects.create(indicator=thefts, starts_on=Period.of_months(2005, 4, 12).start, reason="New rules")
    text = say(plan, "{{ figure cycle-theft 2003/04 to 2006/07 change }}")["markdown"]
    assert "it was recorded or defined differently in between" in text


def test_published_words_stay_when_the_figure_changes_and_the_comparison_shows_the_printed_words(plan, client):
    say(plan, "There were {{ figure cycle-theft 2006/07 }} thefts.")
    first = publish(plan, kind="final")
    figure = plan.partnership.sources.get().observations.get(value=1250)
    figure.value, figure.as_printed = 1300, "1300"
    figure.save()
    second = publish(plan, kind="final", note="New figures")
    first.refresh_from_db()
    assert [one.content["sections"][0]["body"]["markdown"] for one in (first, second)] == [
        "There were 1,250 thefts.",
        "There were 1,300 thefts.",
    ]
    page = client.get("/anytown/plans/2020-2023/").content.decode()
    assert f'<a href="{LINK}" rel="noopener">1,300</a>' in page
    changes = client.get("/anytown/plans/2020-2023/v2/changes/?with=1").content.decode()
    assert "1,250" in changes
    assert "1,300" in changes
    assert "{{" not in changes


def test_the_preview_beside_the_field_shows_the_figure_and_says_how(plan, client):
    builders.sign_in(client, builders.person("officer", plan.partnership, "officer"))
    address = f"/desk/anytown/plans/2020-2023/rows/sections/{plan.sections.get().pk}/"
    given = {"preview": "body", "body": "There were {{ figure cycle-theft 2006/07 }} and {{ figure none 2006/07 }}."}
    page = client.post(address, given).content.decode()
    assert f'<a href="{LINK}" rel="noopener">1,250</a>' in page
    assert "[figure not found: none 2006/07" in page
    assert "To show a figure from the portal" in page


def test_names_cost_the_same_number_of_queries_whatever_their_number(plan):
    costs = []
    for count in (1, 3):
        say(
            plan,
            " ".join(["{{ figure cycle-theft 2006/07 }}", "{{ figure fear 2001/02 }}", "{{ figure x 2003 }}"][:count]),
        )
        with CaptureQueriesContext(connection) as queries:
            plan_document(Plan.objects.get(pk=plan.pk))
        costs.append(len(queries))
    assert costs[0] == costs[1]


@given(st.text(max_size=80))
def test_no_words_raise_anything_but_their_own_error(text):
    """Takes a second: tries many made-up texts."""
    with suppress(NotAName):
        assert isinstance(read(text), Name)


@given(st.text(max_size=200))
def test_a_text_that_names_no_figure_is_unchanged(text):
    if not NAME.search(text):
        assert names(text) == []
        assert resolved(text, {}) == resolved(text, {}, linked=True) == text
        content = {"body": {"markdown": text, "html": "as it was"}}
        resolve([(None, content)])
        assert content == {"body": {"markdown": text, "html": "as it was"}}


@given(st.text(max_size=60), st.text(alphabet="abc-2006/07, ", min_size=1, max_size=40), st.text(max_size=60))
def test_only_the_name_itself_is_replaced(before, name, after):
    text = f"{before}{{{{ figure {name} }}}}{after}"
    if NAME.findall(text) == [name.strip()] and name.strip():
        said = {" ".join(name.split()): ResolvedFigure("1,250", LINK)}
        assert resolved(text, said) == f"{before}1,250{after}"
