"""What a text refers to is there, once, and does not lead in a circle."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from plans.documents.figure_references import broken_in, named_in
from plans.schemas.plan import PlanDocument
from plans.schemas.problems import Problem, ProblemPlace, error, warning
from plans.schemas.walk import actions_of, narrative_of

REFERENCE = re.compile(r"\bsee (?:also )?(action|priority) ((?>\d+(?:\.\d+)*[a-z]?))(?! (?:of|in)\b)", re.IGNORECASE)


def one_action_per_reference(content: PlanDocument) -> Iterator[Problem]:
    for ref, times in Counter(action["ref"] for action in actions_of(content)).items():
        if times > 1:
            words = _("%(times)s actions have the reference %(ref)s: a link to it would lead to only one of them.")
            yield error(words % {"times": times, "ref": ref}, "actions", ref)


def references_lead_somewhere(content: PlanDocument) -> Iterator[Problem]:
    """“See action 1.1” names an action or a milestone of the plan, “see priority 1” a priority."""
    steps = [step for action in actions_of(content) for step in (action, *action["milestones"])]
    known = {
        "action": {step["ref"] for step in steps},
        "priority": {priority["ref"] for priority in content["priorities"]},
    }
    for place, text in narrative_of(content):
        for kind, ref in REFERENCE.findall(text):
            if ref not in known[kind.lower()]:
                words = _("The text says “see %(kind)s %(ref)s”, and there is none.")
                yield Problem("error", words % {"kind": kind.lower(), "ref": ref}, place)


def no_circle_of_references(content: PlanDocument) -> Iterator[Problem]:
    """“See also” is shown on both ends, so a way that leads back to its start says something twice."""
    ways = {action["ref"]: action["see_also"] for action in actions_of(content)}
    done: set[str] = set()
    for start in ways:
        if start not in done and (circle := _circle(ways, start)):
            done.update(circle)
            words = _("“See also” goes round in a circle: %(way)s.") % {"way": " → ".join([*circle, circle[0]])}
            yield warning(words, "actions", start)


def _circle(ways: dict[str, list[str]], start: str) -> list[str]:
    """The shortest way from an action back to itself; empty when there is none."""
    paths, seen = [[start]], set()
    while paths:
        path = paths.pop(0)
        for ref in ways.get(path[-1], []):
            if ref == start:
                return path
            if ref not in seen:
                seen.add(ref)
                paths.append([*path, ref])
    return []


def figures_lead_somewhere(content: PlanDocument) -> Iterator[Problem]:
    for place, part in places_of_figures(content):
        for name in broken_in(part):
            words = _("The text refers to a figure that cannot be shown: %(name)s.")
            yield Problem("error", words % {"name": name}, place)


def places_of_figures(content: PlanDocument) -> Iterator[tuple[ProblemPlace, Any]]:
    """The parts of a plan in which figures may be named, each with the place where it is mended."""
    for section in content["sections"]:
        yield ProblemPlace("sections", section["slug"]), section
    for priority in content["priorities"]:
        own = {name: part for name, part in priority.items() if name not in ("themes", "achievements")}
        yield ProblemPlace("priorities", priority["ref"]), own
    for term in content["glossary"]:
        yield ProblemPlace("glossary", term["term"]), term
    for owner in (content, *content["priorities"]):
        yield from ((ProblemPlace("themes", theme["name"]), theme) for theme in owner["themes"])
        for done in owner["achievements"]:
            yield from ((ProblemPlace("achievements", named_in(dead)), done) for dead in broken_in(done)[:1])
