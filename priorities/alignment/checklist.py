"""What the publication checklist asks about outside plans. Pure functions of the document."""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from plans.schemas.plan import AlignmentDocument, PlanDocument
from plans.schemas.problems import Problem, warning


def alignments_of(content: PlanDocument) -> Iterator[AlignmentDocument]:
    """Every outside objective of a plan: those of its priorities, then those of the whole plan."""
    for priority in content["priorities"]:
        yield from priority["alignments"]
    yield from content["alignments"]


def outside_plans_in_force(content: PlanDocument) -> Iterator[Problem]:
    """A warning for each outside plan that the plan points to and that had ended before its period began."""
    outside = {
        one["outside_plan"]["title"]: one["outside_plan"] for one in alignments_of(content) if "outside_plan" in one
    }
    for title, one in outside.items():
        ends_on = one["ends_on"]
        if ends_on is None or ends_on >= content["plan"]["period_start"]:
            continue
        words = {"title": title, "day": f"{dt.date.fromisoformat(ends_on):%-d %B %Y}", "later": one["replaced_by"]}
        if one["replaced_by"]:
            sentence = _(
                "“%(title)s” ended on %(day)s, before this plan begins. Point its objectives to “%(later)s”, which "
                "replaced it."
            )
        else:
            sentence = _(
                "“%(title)s” ended on %(day)s, before this plan begins. Say what replaced it, or remove its objectives."
            )
        yield warning(sentence % words, "objectives")
