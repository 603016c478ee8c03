"""Where the problems of the checklist are mended: the desk page of the row, or of the list it stands in."""

from collections import defaultdict

from plans.documents.figure_references import names
from plans.editing import pages
from plans.editing.tables import editable_tables
from plans.models import Plan
from plans.schemas.problems import Problem, ProblemPlace

# The field that holds what the document calls a row, for kinds whose rows have a page of their own.
NAMED_BY = {
    "priorities": "ref",
    "actions": "ref",
    "milestones": "ref",
    "sections": "slug",
    "targets": "name",
    "funding": "purpose",
    "glossary": "term",
    "themes": "name",
    "issues": "name",
    "achievements": "text",
}


def fix_links(found: dict[Plan, list[Problem]]) -> dict[Plan, list[str]]:
    """The page for each problem of each plan. One query for each kind of rows, however many plans there are."""
    wanted = defaultdict(set)
    for plan, listed in found.items():
        for kind, ref in (problem.place for problem in listed):
            if kind in NAMED_BY and kind in editable_tables() and ref:
                wanted[kind].add(plan.pk)
    keys: dict[tuple[str, int], dict[str, int]] = defaultdict(dict)
    for kind, plans in wanted.items():
        rows = editable_tables()[kind].model._default_manager.filter(**{f"{editable_tables()[kind].root}__in": plans})
        for plan, ref, key in rows.values_list(editable_tables()[kind].root, NAMED_BY[kind], "pk"):
            keys[kind, plan] |= dict.fromkeys(names(ref) if kind == "achievements" else [ref], key)
    return {
        plan: [problem.page or _page(plan, problem.place, keys[problem.place.kind, plan.pk]) for problem in listed]
        for plan, listed in found.items()
    }


def _page(plan: Plan, place: ProblemPlace, keys: dict[str, int]) -> str:
    here = pages.address(plan)
    if place.ref in keys:
        return f"{here}rows/{place.kind}/{keys[place.ref]}/"
    if place.kind == "plan":
        return f"{here}rows/plan/{plan.pk}/"
    return f"{here}{place.kind}/" if place.kind in editable_tables() else here
