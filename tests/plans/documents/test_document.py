"""The document of a plan: what it holds, what it leaves out, and what it costs."""

import jsonschema
import pytest

from plans.documents.document import canonical, checksum, plan_document
from plans.models import Plan, Visibility
from plans.schemas.plan import PlanDocument, json_schema
from tests import builders

pytestmark = pytest.mark.django_db


def fresh(plan: Plan) -> Plan:
    return Plan.objects.select_related("partnership").get(pk=plan.pk)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_depend_on_the_number_of_rows(rows, django_assert_num_queries):
    plan = builders.rich_plan(rows)
    with django_assert_num_queries(48):
        plan_document(fresh(plan))


def test_a_document_follows_its_published_schema():
    schema = json_schema(PlanDocument)
    jsonschema.validate(plan_document(fresh(builders.rich_plan(2))), schema, jsonschema.Draft202012Validator)


def test_the_schema_refuses_a_document_without_its_priorities():
    document = plan_document(fresh(builders.rich_plan(1)))
    del document["priorities"]
    with pytest.raises(jsonschema.ValidationError, match="'priorities' is a required property"):
        jsonschema.validate(document, json_schema(PlanDocument))


def test_the_same_rows_make_the_same_bytes():
    plan = builders.rich_plan(2)
    assert canonical(plan_document(fresh(plan))) == canonical(plan_document(fresh(plan)))


def test_any_edit_changes_the_checksum():
    plan = builders.rich_plan(1)
    before = checksum(plan_document(fresh(plan)))
    plan.priorities.get().actions.update(title="Another title")
    assert checksum(plan_document(fresh(plan))) != before


WITHHELD = {"visibility": "members", "withheld": "7"}


def hidden_everywhere() -> Plan:
    """A plan with one public and one hidden row of everything that can be hidden, each hidden word being SECRET."""
    plan = builders.rich_plan(1)
    plan.sections.create(heading="SECRET", slug="secret", body="SECRET", **WITHHELD)
    secret = builders.priority(plan, "2", title="SECRET", why="SECRET", **WITHHELD)
    step = builders.action(secret, 1, title="SECRET", ref="SECRET")
    builders.milestone(step, text="SECRET", ref="SECRET")
    shown = plan.priorities.get(ref="1")
    shown.actions.get().see_also.add(step)
    step.see_also.add(shown.actions.get())
    step.themes.add(plan.themes.get())
    plan.funding.create(fund="SECRET", purpose="SECRET", allocated=1, **WITHHELD)
    plan.achievements.create(text="SECRET", **WITHHELD)
    plan.achievements.create(text="SECRET", priority=secret)
    plan.alignments.create(framework="SECRET", text="SECRET", priority=secret)
    plan.themes.create(name="SECRET", priority=secret)
    plan.cross_cutting.get().interests.add(secret)
    plan.funding.create(fund="Open fund", purpose="Open purpose", allocated=1, priority=secret)
    return plan


@pytest.mark.parametrize(("audience", "seen"), [("public", False), ("members", True)])
def test_an_audience_reads_what_it_may_and_no_word_more(audience, seen):
    document = canonical(plan_document(fresh(hidden_everywhere()), Visibility(audience))).decode()
    assert ("SECRET" in document) is seen


def test_the_reference_of_a_hidden_priority_is_hidden_too():
    document = plan_document(fresh(hidden_everywhere()))
    assert [line["priority"] for line in document["funding"]] == ["1", ""]
    assert [work["interests"] for work in document["cross_cutting"]] == [["1"]]


def test_figures_of_an_unpublished_source_are_not_in_the_document():
    plan = builders.plan()
    where = builders.area_set(plan.partnership, ["North"]).areas.get()
    source = builders.source(plan.partnership, plan=plan)
    builders.observation(source, builders.indicator(), where, 2020, 5, table=builders.table(source))
    assert plan_document(fresh(plan))["tables"] == []


def test_actions_stand_in_their_own_order_not_in_that_of_their_letters():
    plan = builders.plan()
    one = builders.priority(plan)
    for number in (1, 2, 9, 10, 11):
        builders.action(one, number)
    refs = [action["ref"] for action in plan_document(fresh(plan))["priorities"][0]["actions"]]
    assert refs == ["1.1", "1.2", "1.9", "1.10", "1.11"]


def test_a_reference_between_actions_is_seen_from_both_ends():
    plan = builders.plan()
    one = builders.priority(plan)
    first, second = builders.action(one, 1), builders.action(one, 2)
    second.see_also.add(first)
    actions = plan_document(fresh(plan))["priorities"][0]["actions"]
    assert [(a["see_also"], a["seen_from"]) for a in actions] == [([], ["1.2"]), (["1.1"], [])]
