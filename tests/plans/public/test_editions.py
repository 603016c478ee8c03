"""Editions of a published version: found from the plan, tied to their version, in their own language."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from plans.duties import tasks
from plans.editing.save import require_draft
from plans.publishing.versions import publish
from tests import builders
from tests.performance.indicators.test_pages import words
from tests.public_pages import STORING

PLAN = "/anytown/plans/2020-2023/"


@pytest.fixture
def plan(db):
    made = builders.plan()
    publish(made, kind="final")
    return made


def edition(plan, **fields):
    given = {"version": 1, "kind": "easy-read", "language": "en", "title": "In easy words", "body": "We keep you safe."}
    row = plan.partnership.editions.model(partnership=plan.partnership, plan=plan, **given | fields)
    row.full_clean()
    require_draft(plan.partnership)
    row.save()
    return row


def test_an_edition_is_found_from_the_plan_as_soon_as_it_is_stored(plan, client):
    assert "Other editions" not in words(client.get(PLAN))
    edition(plan)
    assert "Other editions In easy words (Easy read, English )" in words(client.get(PLAN))
    assert "We keep you safe." in words(client.get(f"{PLAN}v1/editions/en-easy-read/"))


def test_a_welsh_pair_says_its_language_and_leads_back_to_the_english_text(plan, client):
    edition(plan, kind="translation", language="cy", title="Cynllun Diogelwch Cymunedol", body="Cadw pobl yn ddiogel.")
    page = client.get(f"{PLAN}v1/editions/cy-translation/").content.decode()
    assert '<h1 class="govuk-heading-l" lang="cy" dir="ltr">Cynllun Diogelwch Cymunedol</h1>' in page
    assert '<div class="app-prose" lang="cy" dir="ltr"><p>Cadw pobl yn ddiogel.</p>' in page
    assert f'<a href="{PLAN}v1/">The full text in English</a>' in page
    assert 'hreflang="cy"' in client.get(PLAN).content.decode()


def test_a_language_read_from_right_to_left_says_so(plan, client):
    edition(plan, kind="translation", language="ur", title="منصوبہ", body="متن")
    assert 'lang="ur" dir="rtl"' in client.get(f"{PLAN}v1/editions/ur-translation/").content.decode()


def test_an_edition_of_an_older_version_says_that_the_text_has_changed(plan, client):
    edition(plan)
    plan.title = "A newer plan"
    plan.save()
    publish(plan, kind="final", note="Title")
    assert "of version 1; the text has changed since" in words(client.get(PLAN))
    said = words(client.get(f"{PLAN}v1/editions/en-easy-read/"))
    assert "The plan has changed since: version 2 is the newest, and it does not have this edition yet." in said
    assert "the text has changed since" not in words(client.get(f"{PLAN}v1/"))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"version": 2}, "This plan has no published version of this number."),
        ({"kind": "translation"}, "A translation must be in a language other than English."),
        ({"language": "xx"}, "Value 'xx' is not a valid choice."),
    ],
)
def test_what_an_edition_must_be(plan, fields, sentence):
    with pytest.raises(ValidationError, match=sentence):
        edition(plan, **fields)


def test_there_is_one_of_each_kind_and_language_for_a_version(plan):
    edition(plan)
    with pytest.raises(ValidationError, match="already has such an edition"):
        edition(plan, title="Another")


def test_an_edition_that_is_not_there_lists_those_that_are(plan, client):
    edition(plan)
    response = client.get(f"{PLAN}v1/editions/cy-translation/")
    assert response.status_code == 404
    assert "Easy read, English: In easy words" in response.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_one_edition_and_for_three(plan, client, rows, django_assert_num_queries):
    for language in ["en", "pl", "cy"][:rows]:
        edition(plan, language=language)
    with django_assert_num_queries(3 + STORING):
        client.get(f"{PLAN}v1/editions/en-easy-read/")


@pytest.mark.parametrize(
    ("day", "count"), [(dt.date(2021, 5, 1), 0), (dt.date(2021, 5, 2), 1), (dt.date(2024, 1, 1), 0)]
)
def test_contacts_of_plans_in_force_are_to_be_reviewed_by_their_day(plan, day, count):
    plan.contacts.create(office="Safety office", review_by=dt.date(2021, 5, 1))
    officer = builders.person("officer", plan.partnership, "officer")
    memberships = list(officer.memberships.select_related("partnership"))
    found = builders.read(tasks.contacts(officer, memberships, day))
    assert len(found) == count
    assert all(
        "“Safety office” in “Community Safety Plan” was due for review by 1 May 2021." in x.sentence for x in found
    )


def test_a_figure_that_is_named_is_refused_where_none_is_filled_in(plan, client):
    with pytest.raises(ValidationError, match="Figures are not filled in here."):
        edition(plan, body="Thefts fell: {{ figure cycle-theft 2003/04 to 2006/07 change }}.")
    officer = builders.person("officer", plan.partnership, "officer")
    builders.sign_in(client, officer)
    form = client.get("/desk/anytown/about/editions/add/").content.decode()
    assert "How to write headings" in form
    assert "figure cycle-theft" not in form
