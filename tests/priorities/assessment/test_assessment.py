"""The strategic assessment: totals and ranks, what the desk fills in, what readers read of it."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from plans.documents.assessment import matrix, most, ranks, weighted_total
from plans.documents.compare import compare
from plans.documents.document import plan_document
from plans.editing.save import NotEditable, save_row
from plans.editing.tables import editable_tables
from plans.models import Change, Plan, Visibility
from plans.public.pages import NOTHING, plan_page
from plans.publishing.checklist.checklist import problems
from plans.publishing.fix_links import fix_links
from plans.rollforward.copying import roll_forward
from priorities.assessment.checklist import assessment_finished
from priorities.assessment.filling import add_usual_criteria, usual_criteria
from priorities.assessment.pages import read_assessment
from priorities.models import Score
from tests import builders


def assessed(**scores) -> Plan:
    """A plan with the criteria Volume and Harm, which counts twice, and issues with these scores by them."""
    plan = builders.plan()
    criteria = [plan.criteria.create(name=name, weight=w, position=w) for name, w in (("Volume", 1), ("Harm", 2))]
    for place, (name, given) in enumerate(scores.items()):
        issue = plan.issues.create(name=name, position=place)
        for criterion, score in zip(criteria, given, strict=True):
            issue.scores.create(criterion=criterion, score=score)
    return plan


def fresh(plan: Plan) -> Plan:
    return Plan.objects.get(pk=plan.pk)


def read(plan: Plan, audience=Visibility.PUBLIC) -> dict:
    return plan_document(fresh(plan), audience)["assessment"]


class TestRules:
    def test_a_total_is_each_score_times_its_weight(self):
        assert weighted_total({"Volume": 1, "Harm": 2}, {"Volume": 3, "Harm": 5}) == 13

    @pytest.mark.parametrize("scores", [{}, {"Volume": 3}, {"Volume": 3, "Harm": None}, {"Volume": None, "Harm": None}])
    def test_a_missing_score_is_not_zero_and_gives_no_total(self, scores):
        assert weighted_total({"Volume": 1, "Harm": 2}, scores) is None

    def test_there_is_no_total_without_criteria(self):
        assert weighted_total({}, {}) is None

    def test_equal_totals_share_a_rank_and_the_next_is_lower_by_as_many(self):
        assert ranks([9, 13, None, 9, 4]) == [2, 1, None, 2, 4]


@pytest.mark.django_db
class TestDocument:
    def test_a_plan_without_an_assessment_says_nothing_of_it(self):
        assert "assessment" not in plan_document(builders.plan())

    def test_issues_carry_total_and_rank_and_the_matrix_orders_them(self):
        plan = assessed(Burglary=(3, 3), Violence=(3, 5), Fraud=(5, None), Arson=(5, 2))
        made = read(plan)
        assert [(one["name"], one["weighted_total"], one["rank"]) for one in made["issues"]] == [
            ("Burglary", 9, 2), ("Violence", 13, 1), ("Fraud", None, None), ("Arson", 9, 2),
        ]  # fmt: skip
        rows = matrix(made)
        assert [(row.issue["name"], row.is_joint) for row in rows] == [
            ("Violence", False), ("Burglary", True), ("Arson", True), ("Fraud", False),
        ]  # fmt: skip
        assert [score and score["score"] for score in rows[3].scores] == [5, None]
        assert most(made) == 15

    def test_what_is_withheld_has_no_part_in_the_ranks_and_is_said_with_its_reason(self):
        plan = assessed(Violence=(5, 5), Burglary=(3, 3))
        plan.issues.filter(name="Violence").update(visibility="members", withheld="7")
        assert [(one["name"], one["rank"]) for one in read(plan)["issues"]] == [("Burglary", 1)]
        assert [(one["name"], one["rank"]) for one in read(plan, Visibility.MEMBERS)["issues"]] == [
            ("Violence", 1), ("Burglary", 2),
        ]  # fmt: skip
        content = plan_document(fresh(plan))
        assert [(one["part"], one["reason"][:27]) for one in content["withheld"]] == [
            ("assessment", "Prevention, investigation o")
        ]

    def test_an_issue_does_not_name_a_withheld_priority(self):
        plan = assessed(Violence=(5, 5))
        secret = builders.priority(plan, "1", visibility="members", withheld="7")
        plan.issues.update(priority=secret)
        assert read(plan)["issues"][0]["priority"] == ""
        assert read(plan, Visibility.MEMBERS)["issues"][0]["priority"] == "1"

    def test_a_comparison_names_the_issue_the_criterion_and_both_scores(self):
        plan = assessed(Violence=(3, 5))
        old = plan_document(fresh(plan))
        Score.objects.filter(criterion__name="Volume").update(score=4)
        changed = compare(old, plan_document(fresh(plan)))
        assert [(one.kind, one.place, one.field, one.old, one.new, one.figure) for one in changed] == [
            ("changed", ("Strategic assessment", "Violence", "Volume"), "score", "3", "4", True)
        ]

    def test_a_first_assessment_is_compared_row_by_row(self):
        before = plan_document(builders.plan(builders.partnership("before")))
        after = {**before, "assessment": read(assessed(Violence=(3, 5)))}
        assert [(one.kind, one.place) for one in compare(before, after)] == [
            ("added", ("Strategic assessment", "Volume")),
            ("added", ("Strategic assessment", "Harm")),
            ("added", ("Strategic assessment", "Violence")),
        ]


@pytest.mark.django_db
class TestRows:
    def test_a_score_lies_on_the_scale_of_its_criterion(self):
        plan = assessed(Violence=(3, 4))
        plan.criteria.filter(name="Harm").update(highest=4)
        score = Score.objects.get(criterion__name="Harm")
        with pytest.raises(ValidationError, match="Give a score from 1 to 4"):
            save_row(editable_tables()["scores"], score, {"score": 5}, seen=1, by=None)

    def test_a_scale_is_not_cut_below_a_score_that_was_given(self):
        plan = assessed(Violence=(3, 5))
        harm = plan.criteria.get(name="Harm")
        with pytest.raises(ValidationError, match="“Violence” has the score 5"):
            save_row(editable_tables()["criteria"], harm, {"highest": 4}, seen=1, by=None)

    def test_a_score_is_by_a_criterion_of_the_same_plan(self):
        plan = assessed(Violence=(3, 5))
        other = builders.plan(plan.partnership, "other").criteria.create(name="Trend")
        with pytest.raises(ValidationError, match="same plan"):
            save_row(editable_tables()["scores"], Score.objects.first(), {"criterion": other}, seen=1, by=None)

    def test_the_history_names_the_score(self):
        plan = assessed(Violence=(3, 5))
        score = Score.objects.get(criterion__name="Harm")
        save_row(editable_tables()["scores"], score, {"score": 4}, seen=1, by=None)
        change = Change.objects.get(plan=plan)
        assert (change.row_kind, change.field, change.old, change.new) == ("scores", "score", "5", "4")

    def test_rolling_forward_carries_criteria_and_issues_and_no_scores(self):
        plan = assessed(Violence=(3, 5))
        priority = builders.priority(plan)
        plan.issues.update(recommendation="kept", recommendation_reason="It rises.", priority=priority)
        new, report = roll_forward(
            fresh(plan), period_start=plan.period_end, period_end=plan.period_end.replace(year=2026),
            slug="next", title="Next", choices={}, by=None,
        )  # fmt: skip
        assert list(new.criteria.values_list("name", "weight", "highest")) == [("Volume", 1, 5), ("Harm", 2, 5)]
        issue = new.issues.get()
        assert (issue.name, issue.recommendation, issue.recommendation_reason) == ("Violence", "not stated", "")
        assert (issue.priority, issue.copied_from) == (new.priorities.get(), plan.issues.get())
        assert issue.scores.count() == 0
        assert {"what": "issues of the strategic assessment, without their scores", "count": 1} in report["carried"]


@pytest.mark.django_db
class TestDesk:
    @pytest.fixture
    def plan(self):
        return builders.plan()

    @pytest.fixture
    def officer(self, client, plan):
        user = builders.person("officer", plan.partnership, "officer")
        builders.sign_in(client, user)
        return user

    def address(self, name, plan):
        return reverse(name, args=[plan.partnership.slug, plan.slug])

    def test_the_usual_criteria_are_put_in_once(self, client, plan, officer):
        plan.criteria.create(name="volume", weight=3)
        for _time in range(2):
            assert client.post(self.address("usual-criteria", plan)).status_code == 302
        assert list(plan.criteria.values_list("name", "weight")) == [
            ("volume", 3), ("Harm", 2), ("Trend", 1), ("Public concern", 1), ("Partnership influence", 1),
        ]  # fmt: skip
        assert plan.changes.filter(row_kind="criteria", kind="added", by=officer).count() == 4

    def test_every_usual_criterion_says_what_its_scores_mean(self):
        assert all("1: " in str(one["meaning"]) and "5: " in str(one["meaning"]) for one in usual_criteria())

    def test_the_score_sheet_has_a_row_for_each_issue_and_criterion(self, client, plan, officer):
        add_usual_criteria(plan, by=officer)
        issues = [plan.issues.create(name=name, position=n) for n, name in enumerate(("Arson", "Fraud"))]
        issues[0].scores.create(criterion=plan.criteria.get(name="Harm"), score=4)
        answer = client.post(self.address("score-sheet", plan), follow=True)
        assert answer.redirect_chain[-1][0].endswith("/scores/table/")
        assert [issue.scores.count() for issue in issues] == [5, 5]
        assert issues[0].scores.get(criterion__name="Harm").score == 4
        assert Score.objects.filter(score=None).count() == 9

    def test_a_locked_plan_is_not_filled(self, client, plan, officer):
        Plan.objects.filter(pk=plan.pk).update(state="published")
        with pytest.raises(NotEditable):
            add_usual_criteria(plan, by=officer)
        answer = client.post(self.address("usual-criteria", plan), follow=True)
        assert "its text is locked" in answer.content.decode()
        assert plan.criteria.count() == 0

    def test_the_page_shows_totals_ranks_and_what_is_not_scored(self, client):
        plan = assessed(Violence=(3, 5), Fraud=(5, None))
        builders.sign_in(client, builders.person("lead", plan.partnership, "lead"))
        words = client.get(self.address("assessment", plan)).content.decode()
        assert "Total, of 15" in words
        assert ">13</td>" in words
        assert words.count("not scored") == 1
        assert "Add the usual criteria" not in words

    def test_a_lead_does_not_read_a_withheld_issue(self, client):
        plan = assessed(Violence=(3, 5), Fraud=(5, 5))
        plan.issues.filter(name="Fraud").update(visibility="members", withheld="7")
        builders.sign_in(client, builders.person("lead", plan.partnership, "lead"))
        words = client.get(self.address("assessment", plan)).content.decode()
        assert "Violence" in words
        assert "Fraud" not in words


@pytest.mark.django_db
def test_the_published_page_has_the_matrix_the_evidence_and_the_recommendation():
    plan = assessed(Violence=(3, 5), Fraud=(5, None))
    priority = builders.priority(plan, title="Stop violence")
    plan.issues.filter(name="Violence").update(
        recommendation="kept", recommendation_reason="It still rises.", priority=priority
    )
    Score.objects.filter(score=3).update(evidence="Police figures 2019.", link="https://example.org/figures")
    version = plan.versions.create(
        kind="final", number=1, content=plan_document(fresh(plan)), checksum="0", published_at=builders.at(2020, 4, 1)
    )
    page = plan_page(version, version, "/anytown/plans/2020-2023/", NOTHING, [])
    assert '<a href="#assessment">Strategic assessment</a>' in page
    assert "<td" in page.split('id="assessment-matrix"')[1].split("</table>")[0]
    assert "Kept. It still rises." in page
    assert 'Volume (3): Police figures 2019. <a href="https://example.org/figures">' in page
    assert '<a href="#priority-1">Priority 1: Stop violence</a>' in page


@pytest.mark.django_db
def test_reading_an_assessment_costs_the_same_whatever_its_size(django_assert_num_queries):
    for rows in (1, 4):
        plan = builders.rich_plan(rows, builders.partnership(f"town-{rows}"))
        with django_assert_num_queries(5):
            read_assessment(Plan(pk=plan.pk), Visibility.PUBLIC)


@pytest.mark.django_db
def test_the_checklist_asks_for_missing_scores_and_recommendations_and_leads_to_the_issue():
    plan = assessed(Violence=(3, 5), Fraud=(5, None))
    plan.issues.filter(name="Fraud").update(recommendation="new")
    found = list(assessment_finished(plan_document(fresh(plan))))
    assert [(one.severity, one.sentence) for one in found] == [
        ("warning", "The assessment does not say what it recommends for “Violence”."),
        ("warning", "“Fraud” is not scored against every criterion."),
    ]
    here = f"/desk/anytown/plans/2020-2023/rows/issues/{plan.issues.get(name='Violence').pk}/"
    assert fix_links({plan: found})[plan][0] == here


@pytest.mark.django_db
def test_a_reference_in_what_was_found_is_checked_like_any_other_text():
    plan = assessed(Violence=(3, 5))
    plan.issues.update(finding="See action 9.9.")
    assert any("9.9" in one.sentence for one in problems(plan_document(fresh(plan))))
