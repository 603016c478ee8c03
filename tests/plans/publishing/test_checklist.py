"""The checklist: what blocks a publication, what only asks, and that the five source plans can be published."""

import copy

import pytest

from plans.documents.document import plan_document
from plans.editing.comments import comment, comments_on, open_comments, resolve
from plans.editing.tables import editable_tables
from plans.models import Organisation, Plan, Visibility
from plans.publishing.checklist.checklist import RULES, problems
from plans.schemas.problems import ProblemPlace
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def content():
    """A plan with nothing to complain about."""
    plan = builders.rich_plan(2)
    plan.sections.filter(slug="section-1").update(kind="resources")
    for action in plan.priorities.first().actions.all():
        action.see_also.clear()
    plan.priorities.last().actions.first().see_also.clear()
    area = builders.area_set(plan.partnership, ["Anytown"], slug="place", kind="district").areas.get()
    for priority in plan.priorities.all():
        plan.targets.create(priority=priority, area=area, name=f"Target {priority.ref}", kind="words")
    for kind in ("police", "council", "fire", "health", "probation"):
        seat = Organisation.objects.update_or_create(name=kind.title(), defaults={"kind": kind})[0]
        plan.partnership.members.create(organisation=seat, statutory_class="responsible", starts_on="2020-04-01")
    return plan_document(Plan.objects.get(pk=plan.pk))


def said(content, **given):
    return [(problem.severity, problem.sentence, tuple(problem.place)) for problem in problems(content, **given)]


@pytest.mark.anywhere
def test_a_plan_that_has_everything_has_no_problem(content):
    assert said(content) == []


def put(path, value):
    """A change of one field of a document."""

    def change(content):
        *way, last = path
        for step in way:
            content = content[step]
        content[last] = value

    return change


def all_invited(content):
    for member in content["members"]:
        member["statutory_class"] = "invitee"


def second_action_with_the_first_reference(content):
    content["priorities"][1]["actions"][0]["ref"] = "1.1"


P, A = ("priorities", 0), ("priorities", 0, "actions", 0)
FOUND = [
    (put(("plan", "period_end"), "2019-03-31"), "error", "The plan ends before it starts.", ("plan", "")),
    (put(("plan", "period_end"), "2020-09-30"), "error", "The plan must run for one to five years.", ("plan", "")),
    (put(("plan", "period_end"), "2025-04-01"), "error", "The plan must run for one to five years.", ("plan", "")),
    (put(("priorities",), []), "error", "The plan has no priorities.", ("priorities", "")),
    (
        second_action_with_the_first_reference,
        "error",
        "2 actions have the reference 1.1: a link to it would lead to only one of them.",
        ("actions", "1.1"),
    ),
    (
        put(("sections", 1, "body"), {"markdown": "For burglary see action 2.7.", "html": ""}),
        "error",
        "The text says “see action 2.7”, and there is none.",
        ("sections", "section-2"),
    ),
    (
        put((*A, "milestones", 0, "note"), "See also priority 9"),
        "error",
        "The text says “see priority 9”, and there is none.",
        ("milestones", "1.1a"),
    ),
    (put((*A, "see_also"), ["1.1"]), "warning", "“See also” goes round in a circle: 1.1 → 1.1.", ("actions", "1.1")),
    (
        put((*P, "targets"), []),
        "warning",
        "Priority 1 does not say how success is measured: it has no targets and no measure.",
        ("priorities", "1"),
    ),
    (
        put((*P, "actions"), []),
        "warning",
        "Priority 1 does not say what is done: it has no actions and no approach.",
        ("priorities", "1"),
    ),
    (
        put((*A, "organisations"), []),
        "warning",
        "Priority 1 has no lead, neither its own nor for an action.",
        ("priorities", "1"),
    ),
    (
        put((*P, "targets", 0, "state"), "to be confirmed"),
        "warning",
        "The target “Target 1” is still to be confirmed.",
        ("targets", "Target 1"),
    ),
    (
        put(("funding", 0, "allocated"), None),
        "warning",
        "The funding line “Purpose 1” of Fund has no amount.",
        ("funding", "Purpose 1"),
    ),
    (
        put(("sections", 1, "body"), {"markdown": " ", "html": ""}),
        "warning",
        "The section “Section 2” is empty.",
        ("sections", "section-2"),
    ),
    (
        put(("consultations",), []),
        "warning",
        "The plan does not say how the community is engaged.",
        ("consultations", ""),
    ),
    (put(("members",), []), "warning", "The plan names no members of the partnership.", ("members", "")),
    (
        all_invited,
        "warning",
        "No member is listed as a responsible authority.",
        ("members", ""),
    ),
    (
        put(("members", 0, "starts_on"), None),
        "warning",
        "1 member has no dates: readers cannot tell how long it has belonged to the partnership.",
        ("members", ""),
    ),
]


@pytest.mark.anywhere
@pytest.mark.parametrize(("change", "severity", "sentence", "place"), FOUND, ids=[row[2] for row in FOUND])
def test_each_problem_is_found_with_the_place_to_mend_it(content, change, severity, sentence, place):
    change(content)
    assert (severity, sentence, place) in said(content)


def test_resources_are_named_by_funding_or_by_a_section(content):
    content["funding"] = []
    assert said(content) == []
    content["sections"] = []
    assert said(content) == [("warning", "The plan does not say what resources it has.", ("funding", ""))]


@pytest.mark.parametrize(
    "words", ["see action 2.1", "see also action 1.1a.", "see action 7.3 of the county plan", "see page 12"]
)
def test_a_reference_that_leads_somewhere_is_right(content, words):
    content["sections"][1]["body"]["markdown"] = words
    assert said(content) == []


def test_a_longer_circle_is_said_once(content):
    first, second = (priority["actions"][0] for priority in content["priorities"])
    first["see_also"], second["see_also"] = ["2.1"], ["1.1"]
    assert said(content) == [("warning", "“See also” goes round in a circle: 1.1 → 2.1 → 1.1.", ("actions", "1.1"))]


def test_errors_come_first_and_open_comments_count(content):
    content["priorities"] = []
    found = problems(content, open_comments=2)
    assert [problem.severity for problem in found] == ["error", "warning"]
    assert found[-1].sentence == "2 comments are not resolved."


def test_every_place_is_a_kind_of_the_desk(content):
    for change, *_row in FOUND:
        broken = copy.deepcopy(content)
        change(broken)
        for problem in problems(broken):
            assert isinstance(problem.place, ProblemPlace)
            assert problem.place.kind in {*editable_tables(), "plan"}


def test_every_rule_reads_an_empty_plan():
    empty = plan_document(builders.plan())
    assert sum(len(list(rule(empty))) for rule in RULES) == len(problems(empty))


@pytest.mark.anywhere
@pytest.mark.usefixtures("demo")
def test_no_source_plan_has_an_error():
    for plan in Plan.objects.all():
        assert {problem.severity for problem in problems(plan_document(plan))} == {"warning"}


# Comments


def test_a_comment_stands_on_a_row_until_somebody_resolves_it():
    plan = builders.rich_plan(1)
    officer = builders.person("officer", plan.partnership, "officer")
    lead = builders.person("lead", plan.partnership, "lead")
    row = plan.priorities.get()
    made = comment(editable_tables()["priorities"], row, " Is this still true? ", by=lead)
    assert (made.plan, made.row_name, made.text) == (plan, "Priority 1: Priority 1", "Is this still true?")
    assert (
        list(comments_on(editable_tables()["priorities"], row)),
        open_comments(plan, Visibility.MEMBERS).count(),
    ) == ([made], 1)
    resolved = resolve(made, by=officer)
    assert resolve(made, by=lead).resolved_by == officer == resolved.resolved_by
    assert open_comments(plan, Visibility.MEMBERS).count() == 0
    assert "Is this still true?" not in str(plan_document(plan))


@pytest.mark.parametrize("text", ["", "  ", "x" * 5001])
def test_a_comment_says_something_and_not_too_much(text):
    from django.core.exceptions import ValidationError

    plan = builders.rich_plan(1)
    with pytest.raises(ValidationError):
        comment(
            editable_tables()["priorities"],
            plan.priorities.get(),
            text,
            by=builders.person("lead", plan.partnership, "lead"),
        )
    assert plan.comments.count() == 0


def test_two_ways_to_one_action_are_no_circle(content):
    first, second = (priority["actions"][0] for priority in content["priorities"])
    first["see_also"], second["see_also"] = ["2.1", "2.1"], []
    assert not [one for one in said(content) if "circle" in one[1]]
