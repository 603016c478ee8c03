"""The strategic assessment as it is read: issues with their totals and ranks. The rules are pure functions."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from plans.models import Plan, Visibility
from plans.models.rows import documents
from plans.schemas.plan import AssessmentDocument, IssueDocument, ScoreDocument


def weighted_total(weights: Mapping[str, int], scores: Mapping[str, int | None]) -> int | None:
    """The sum of weight × score over all criteria. None while a criterion has no score: what is missing is not zero."""
    given = [(weight, scores.get(name)) for name, weight in weights.items()]
    known = [weight * score for weight, score in given if score is not None]
    return sum(known) if known and len(known) == len(given) else None


def ranks(totals: Sequence[int | None]) -> list[int | None]:
    """The place of each total, the highest first. Equal totals share a place, and the next is as many places lower:
    1, 2, 2, 4. Without a total there is no place."""
    known = [total for total in totals if total is not None]
    return [None if total is None else 1 + sum(other > total for other in known) for total in totals]


def assessment_document(plan: Plan, audience: Visibility) -> AssessmentDocument:
    """The assessment of a plan as an audience may read it.

    Ranks are among the issues that the audience reads, so that a gap between them tells nobody of another.
    """
    made: AssessmentDocument = {
        "criteria": documents(plan.criteria.all(), audience),
        "issues": documents(plan.issues.all(), audience),
    }
    weights = {criterion["name"]: criterion["weight"] for criterion in made["criteria"]}
    for issue in made["issues"]:
        issue["weighted_total"] = weighted_total(weights, {one["criterion"]: one["score"] for one in issue["scores"]})
    for issue, rank in zip(made["issues"], ranks([one["weighted_total"] for one in made["issues"]]), strict=True):
        issue["rank"] = rank
    return made


class MatrixRow(NamedTuple):
    """An issue with its scores in the order of the criteria; None where it has none."""

    issue: IssueDocument
    scores: list[ScoreDocument | None]
    is_joint: bool  # another issue has the same rank


def matrix(assessment: AssessmentDocument) -> list[MatrixRow]:
    """The issues by rank, the highest total first; those without a total at the end, in their own order."""
    places = [issue["rank"] for issue in assessment["issues"]]
    names = [criterion["name"] for criterion in assessment["criteria"]]
    rows = []
    for issue in sorted(assessment["issues"], key=lambda one: (one["rank"] is None, one["rank"] or 0)):
        by_name = {score["criterion"]: score for score in issue["scores"]}
        is_joint = issue["rank"] is not None and places.count(issue["rank"]) > 1
        rows.append(MatrixRow(issue, [by_name.get(name) for name in names], is_joint))
    return rows


def most(assessment: AssessmentDocument) -> int:
    """The highest total that an issue can have."""
    return sum(criterion["weight"] * criterion["highest"] for criterion in assessment["criteria"])
