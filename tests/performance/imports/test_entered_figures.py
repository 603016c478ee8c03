"""Figures typed at the desk: stored as an import, refused beside their cell, and nothing typed is lost."""

import datetime as dt
import re
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from performance.figures.publishing import publish_source
from performance.imports.desk import entry
from performance.models import ImportRun, Observation, Revision, Source
from tests import builders

pytestmark = pytest.mark.django_db

PAGE = "/desk/anytown/figures/enter/"
YEARS = f"{PAGE}?rhythm=years&until=202404"


@pytest.fixture
def here():
    """A partnership with one own area and two measures: a count and a percentage."""
    made = builders.partnership()
    made.areas.add(builders.area_set(made, ["Anytown"], slug="district", kind="district").areas.get())
    builders.indicator("all-crime", partnership=made)
    builders.indicator("feel-safe", partnership=made, unit="%")
    return made


@pytest.fixture
def desk(client, here) -> Client:
    client.force_login(builders.person("officer", here, "officer"))
    return client


def cells_in(html: str) -> dict[str, str]:
    """What a browser would send back from the table of figures."""
    cells = re.findall(r'<input value="([^"]*)"[^>]*? name="(m\d+-\d+)"', html)
    seen = re.findall(r'name="(m\d+-seen)" value="([^"]*)"', html)
    return {name: unescape(text) for name, text in [*((n, t) for t, n in cells), *seen]}


def opened(client: Client, page: str = YEARS) -> dict[str, str]:
    return cells_in(client.get(page).content.decode())


def cell(slug: str, month: int) -> str:
    return f"m{builders.Indicator.objects.get(slug=slug).pk}-{month}"


def said() -> list[tuple]:
    rows = Observation.objects.order_by("indicator__slug", "period_start")
    return [(one.indicator.slug, str(one.period), one.state, one.value) for one in rows]


def test_numbers_and_words_are_stored_as_one_import_of_a_new_protected_source(desk, here):
    sent = opened(desk) | {cell("all-crime", 202304): "1,204", cell("all-crime", 202404): "not yet published"}
    answer = desk.post(YEARS, sent | {cell("feel-safe", 202404): "81.5"}, follow=True)
    assert "3 figures saved." in answer.content.decode()
    assert said() == [
        ("all-crime", "2023/24", "value", Decimal(1204)),
        ("all-crime", "2024/25", "not yet published", None),
        ("feel-safe", "2024/25", "value", Decimal("81.5")),
    ]
    run, source = ImportRun.objects.get(), Source.objects.get()
    assert (run.layout, run.stored, run.started_by.username, run.state) == ("entered", 3, "officer", "stored")
    assert (source.title, source.disclosure, source.published_at) == ("Entered by Safer Anytown", "protected", None)
    again = opened(desk)
    assert again[cell("all-crime", 202304)] == "1,204"
    assert again[cell("all-crime", 202404)] == "not yet published"
    assert again[cell("all-crime", 202204)] == ""
    assert "Nothing was changed." in desk.post(YEARS, again, follow=True).content.decode()
    assert ImportRun.objects.count() == 1


@pytest.mark.parametrize(
    ("slug", "text", "sentence"),
    [
        ("all-crime", "-3", "A count cannot be negative."),
        ("all-crime", "3.5", "A count is a whole number."),
        ("all-crime", "many", "“many” is not a figure; write a number"),
        ("feel-safe", "101", "A percentage here is from 0 to 100."),
        ("feel-safe", "£3", "The figure is in pounds, and the indicator is not."),
    ],
)
def test_what_cannot_be_is_refused_beside_its_cell_and_nothing_is_stored(desk, here, slug, text, sentence):
    name = cell(slug, 202404)
    sent = opened(desk) | {cell("all-crime", 202304): "7", name: text}
    html = unescape(desk.post(YEARS, sent).content.decode())
    assert re.search(rf'<a href="#{name}">[\w ]+, 2024/25: {re.escape(sentence)}', html)
    assert re.search(rf'id="{name}"[^>]*aria-describedby="{name}-e" aria-invalid="true"', html)
    assert (cells_in(html)[name], cells_in(html)[cell("all-crime", 202304)]) == (text, "7")
    assert said() == []
    assert not ImportRun.objects.exists()
    assert not Source.objects.exists()


def kept_source(here) -> Source:
    source = builders.source(here, "own-counts", disclosure="open")
    area, counted = here.areas.get(), builders.Indicator.objects.get(slug="all-crime")
    builders.observation(source, counted, area, 2024, 90)
    return source


def test_a_published_figure_is_corrected_with_a_reason_and_its_past_is_kept(desk, here):
    publish_source(kept_source(here))
    page = f"{YEARS}&source=own-counts"
    sent = opened(desk, page) | {cell("all-crime", 202404): "95"}
    html = desk.post(page, sent).content.decode()
    assert "Say why published figures are being corrected: readers see the reason." in html
    assert (cells_in(html)[cell("all-crime", 202404)], Observation.objects.get().value) == ("95", 90)
    desk.post(page, cells_in(html) | {"reason": "Five were found later."})
    assert (Observation.objects.get().value, Revision.objects.get().value) == (95, 90)
    assert Revision.objects.get().replaced_by.reason == "Five were found later."


def test_a_year_is_not_shown_as_the_quarter_that_begins_with_it(desk, here):
    kept_source(here)
    quarters = opened(desk, f"{PAGE}?rhythm=quarters&until=202404&source=own-counts")
    assert quarters[cell("all-crime", 202404)] == ""
    assert opened(desk, f"{YEARS}&source=own-counts")[cell("all-crime", 202404)] == "90"
    assert opened(desk, f"{YEARS}&source=new")[cell("all-crime", 202404)] == ""


@pytest.mark.parametrize("name", ["source", "area", "rhythm", "until", "page"])
def test_a_character_that_postgresql_does_not_hold_is_left_out_of_what_is_asked_for(desk, here, name):
    assert desk.get(PAGE, {name: "new\x00"}).status_code == 200


def test_many_figures_that_would_become_zero_are_asked_about(desk, here):
    source = kept_source(here)
    counted = builders.Indicator.objects.get(slug="all-crime")
    for year in range(2018, 2024):
        builders.observation(source, counted, here.areas.get(), year, 90)
    page = f"{YEARS}&source=own-counts"
    zeros = opened(desk, page) | {cell("all-crime", year * 100 + 4): "0" for year in range(2018, 2023)}
    html = desk.post(page, zeros).content.decode()
    asked = "5 of 5 stored figures above zero would become zero, or have no number any more"
    assert asked in html
    assert Observation.objects.filter(value=90).count() == 7
    desk.post(page, zeros | {"right": asked})
    assert Observation.objects.filter(value=0).count() == 5


def test_a_percentage_may_lie_beyond_100_where_an_earlier_one_does(desk, here):
    source = kept_source(here)
    feeling = builders.Indicator.objects.get(slug="feel-safe")
    builders.observation(source, feeling, here.areas.get(), 2023, 120, unit="%")
    page = f"{YEARS}&source=own-counts"
    desk.post(page, opened(desk, page) | {cell("feel-safe", 202404): "130"})
    assert said()[-2:] == [("feel-safe", "2023/24", "value", 120), ("feel-safe", "2024/25", "value", 130)]


def test_figures_that_would_give_a_hidden_count_away_are_not_saved_or_published_with_a_reason(desk, here):
    """Another source hides the count of three, and an open one would print it."""
    hidden = builders.source(here, "health-counts", disclosure="protected")
    counted = builders.Indicator.objects.get(slug="all-crime")
    builders.observation(hidden, counted, here.areas.get(), 2023, 3)
    publish_source(hidden)
    why = (
        "“Own counts” cannot be published like this: it would give away counts that “Health counts” hides. Protect "
        "this source as well, or leave those figures out."
    )
    source, page = kept_source(here), f"{YEARS}&source=own-counts"
    sent = opened(desk, page) | {cell("all-crime", 202304): "3"}
    html = unescape(desk.post(page, sent | {"publish": "yes"}, follow=True).content.decode())
    assert why in html
    source.refresh_from_db()
    assert (source.published_at, source.observations.count()) == (None, 2)
    source.observations.filter(value=3).delete()
    publish_source(source)
    html = unescape(desk.post(page, sent).content.decode())
    assert f"{why} Accepted: figures that do not give hidden ones away." in html
    assert [(one.value, one.source.slug) for one in Observation.objects.order_by("value")] == [
        (3, "health-counts"),
        (90, "own-counts"),
    ]


def test_an_emptied_cell_is_not_available_and_never_zero(desk, here):
    kept_source(here)
    page = f"{YEARS}&source=own-counts"
    desk.post(page, opened(desk, page) | {cell("all-crime", 202404): ""})
    assert said() == [("all-crime", "2024/25", "not available", None)]


def test_of_two_who_enter_the_same_figure_the_second_sees_both(desk, here):
    kept_source(here)
    page, name, other = f"{YEARS}&source=own-counts", cell("all-crime", 202404), cell("all-crime", 202304)
    first, second = opened(desk, page) | {name: "91"}, opened(desk, page) | {name: "92", other: "80"}
    desk.post(page, first)
    html = unescape(desk.post(page, second).content.decode())
    assert "Saved by someone else: 91" in html
    assert said() == [("all-crime", "2024/25", "value", 91)]
    assert cells_in(html)[name] == "92"
    desk.post(page, cells_in(html))
    assert said() == [("all-crime", "2023/24", "value", 80), ("all-crime", "2024/25", "value", 92)]


def test_an_open_source_needs_the_word_that_anybody_may_read_it(desk, here):
    sent = opened(desk) | {cell("all-crime", 202404): "3", "title": "Lamps", "disclosure": "open"}
    html = unescape(desk.post(YEARS, sent).content.decode())
    assert "Confirm that anyone may read these figures, or choose “Protected”." in html
    assert not Source.objects.exists()
    desk.post(YEARS, sent | {"confirmed": "yes"})
    assert [(one.title, one.disclosure, one.confirmed_open_by.username) for one in Source.objects.all()] == [
        ("Lamps", "open", "officer")
    ]


def test_the_exact_counts_of_a_protected_source_are_not_public(desk, here, client):
    desk.post(YEARS, opened(desk) | {cell("all-crime", 202404): "3"})
    source = Source.objects.get()
    publish_source(source)
    assert Client().get(f"/anytown/sources/{source.slug}/").status_code == 200
    assert (Observation.objects.get().public_state, Observation.objects.get().public_value) == ("suppressed", None)
    assert opened(desk)[cell("all-crime", 202404)] == "3"


def test_fifty_numbers_cost_few_queries_more_than_one(desk, here):
    """The store is that of imports, with its checks; SQLite takes fifty figures in two statements."""
    for number in range(6):
        builders.indicator(f"extra-{number}", partnership=here)
    kept_source(here)
    page, counts = f"{YEARS}&source=own-counts", []
    for many in (1, 50):
        sent = opened(desk, page)
        names = [name for name in sent if not name.endswith("seen") and sent[name] == ""][:many]
        assert len(names) == many
        with CaptureQueriesContext(connection) as asked:
            typed = {name: str(number) for number, name in enumerate(names, start=1)}
            assert desk.post(page, sent | typed).status_code == 302
        counts.append(len(asked))
    assert Observation.objects.count() == 1 + 1 + 50
    assert counts[1] <= counts[0] + 5


def test_the_desk_home_leads_there_and_the_first_page_shows_eight_quarters(desk, here):
    assert f'href="{PAGE}"' in desk.get("/desk/").content.decode()
    html = desk.get(PAGE).content.decode()
    assert len(re.findall(r'<th scope="col" id="h-\d+"', html)) == 8


@pytest.mark.parametrize(
    ("months", "today", "words"),
    [
        (3, dt.date(2026, 11, 29), "Q2 2026/27"),
        (3, dt.date(2026, 1, 1), "Q3 2025/26"),
        (3, dt.date(2026, 3, 31), "Q3 2025/26"),
        (12, dt.date(2026, 3, 31), "2024/25"),
        (12, dt.date(2026, 4, 1), "2025/26"),
    ],
)
def test_the_last_period_is_one_that_is_over(months, today, words):
    assert str(entry.last_ended(months, today)) == words


def test_later_and_earlier_periods_keep_the_rhythm():
    last = entry.last_ended(3, dt.date(2026, 11, 29))
    assert [str(one) for one in entry.periods_until(last)][::7] == ["Q3 2024/25", "Q2 2026/27"]
    assert str(entry.moved(last, 1)) == "Q3 2026/27"
    assert timezone.localdate() > entry.last_ended(3, timezone.localdate()).end


def test_figures_are_published_with_the_button_beside_save_and_only_once(desk, here, client):
    sent = opened(desk) | {cell("all-crime", 202304): "1204", "disclosure": "open", "confirmed": "yes"}
    html = desk.post(YEARS, sent, follow=True).content.decode()
    assert "These figures are not public" in html
    assert Source.objects.get().published_at is None
    html = desk.post(YEARS, opened(desk) | {"publish": "yes"}, follow=True).content.decode()
    assert "“Entered by Safer Anytown” is public now." in html
    assert "Save and publish" not in html
    assert Source.objects.get().published_at is not None


def test_ticked_standard_indicators_are_offered(desk, here):
    here.indicators_used.add(builders.indicator("shared-burglary"))
    assert cell("shared-burglary", 202404) in opened(desk)


def test_an_empty_table_of_figures_leads_to_what_is_missing(client):
    owner = builders.partnership()
    builders.sign_in(client, builders.person("officer", owner, "officer"))
    page = client.get("/desk/anytown/figures/enter/").content.decode()
    assert "Choose your place first: each figure is for an area, such as your district." in page
    assert 'href="/desk/anytown/place/"' in page
    assert "<select" not in page.split("<main")[1]
    owner.areas.add(builders.area_set(owner, ["Anytown"], slug="town", kind="district").areas.get())
    page = client.get("/desk/anytown/figures/enter/").content.decode()
    assert "A figure is for an indicator, and the partnership uses none yet." in page
    assert 'href="/desk/anytown/figures/indicators/"' in page
