"""A partnership names the levels of its plans: its desk and its plans say what it typed."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from csp_portal.pages.level_names import level_heading, level_name
from plans.documents.compare import compare
from plans.documents.document import plan_document
from plans.editing.save import save_row
from plans.editing.tables import called, editable_tables
from plans.models import Plan
from plans.public.pages import NOTHING, plan_page, priority_page
from tests import builders

pytestmark = pytest.mark.django_db

WORDS = {
    "word_for_priority": "strategic Objective",
    "word_for_priorities": "strategic Objectives",
    "word_for_action": "activity",
    "word_for_actions": "activities",
}


@pytest.fixture
def plan() -> Plan:
    return builders.rich_plan(1, builders.partnership(**WORDS))


def read(plan: Plan) -> dict:
    return plan_document(Plan.objects.get(pk=plan.pk))


def version_of(plan: Plan):
    return plan.versions.create(
        kind="final", number=1, content=read(plan), checksum="0", published_at=builders.at(2020, 4, 1)
    )


def test_a_level_is_called_as_typed_else_as_usual(plan):
    for partnership in (plan.partnership, read(plan)["partnership"]):
        assert level_name(partnership, "priority") == "strategic Objective"
        assert level_heading(partnership, "priorities") == "Strategic Objectives"
        assert (level_name(partnership, "theme"), level_heading(partnership, "themes")) == ("theme", "Themes")


def test_a_document_says_nothing_of_levels_with_their_usual_names():
    assert "levels" not in read(builders.plan())["partnership"]


def test_the_word_for_one_comes_with_the_word_for_several(plan):
    kind = editable_tables()["partnership"]
    with pytest.raises(ValidationError, match="word for one and the word for several"):
        save_row(kind, plan.partnership, {"word_for_theme": "Strand"}, seen=1, by=None)


def test_a_table_of_the_desk_has_the_words_of_its_partnership(plan):
    actions = called(editable_tables()["actions"], plan)
    assert (actions.one, actions.heading_of_several) == ("an activity", "Activities")
    priorities = called(editable_tables()["priorities"], plan)
    assert priorities.heading("Priority 1: Less crime") == "Strategic Objective 1: Less crime"
    assert priorities.row_name("Prioritybury") == "Prioritybury"
    assert called(editable_tables()["sections"], plan) is editable_tables()["sections"]


def test_headings_lists_and_buttons_of_the_desk_follow(client, plan):
    builders.sign_in(client, builders.person("officer", plan.partnership, "officer"))
    here = reverse("desk-plan", args=[plan.partnership.slug, plan.slug])
    assert ">Strategic Objectives</a>" in client.get(here).content.decode()
    listed = client.get(f"{here}priorities/").content.decode()
    assert '<h1 class="govuk-heading-xl">Strategic Objectives</h1>' in listed
    assert ">Strategic Objective 1: Priority 1</a>" in listed
    assert "Add a strategic Objective" in listed
    row = client.get(f"{here}rows/priorities/{plan.priorities.get().pk}/").content.decode()
    assert "Activities</" in row
    assert "Add an activity" in row
    forward = client.get(f"{here}roll-forward/").content.decode()
    assert "Strategic Objective 1: Priority 1</legend>" in forward


def test_the_published_plan_keeps_the_names_it_was_published_with(plan):
    version = version_of(plan)
    type(plan.partnership).objects.update(**dict.fromkeys(WORDS, ""))
    page = plan_page(version, version, "/anytown/plans/2020-2023/", NOTHING, [])
    assert '<a href="#priorities">Strategic Objectives</a>' in page
    assert 'id="priorities">Strategic Objectives</h2>' in page
    assert 'priorities/1/">Strategic Objective 1</a>: Priority 1</h3>' in page
    assert '>Theme</th><th scope="col" role="columnheader">Activities</th>' in page
    one = priority_page(
        version, version, version.content["priorities"][0], "/anytown/plans/2020-2023/priorities/1/", NOTHING
    )
    assert "Strategic Objective 1: Priority 1</h1>" in one


def test_new_names_are_a_difference_between_two_texts(plan):
    before = read(plan)
    type(plan.partnership).objects.update(word_for_action="task", word_for_actions="tasks")
    changed = compare(before, read(plan))
    assert [(one.kind, one.field, one.old, one.new) for one in changed] == [
        ("changed", "action", "activity", "task"),
        ("changed", "actions", "activities", "tasks"),
    ]


def test_a_public_address_has_no_word_of_the_partnership(plan):
    assert reverse("priority", args=["anytown", plan.slug, "1"]) == "/anytown/plans/2020-2023/priorities/1/"
