"""What stands between a plan and its publication. Errors block it; warnings ask whether it is meant so.

Each rule is a function from the document to what it finds; RULES is the list of them.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import readability
from .document_types import ActionDocument, PlanDocument, TargetDocument
from .duties import Duty, gaps
from .models import Plan
from .prose_words import dead_in, named_in


class Place(NamedTuple):
    """Where a problem is mended: a kind of rows of the desk ("plan" for the plan itself) and one row of it.

    `ref` is the row's reference, slug or name as it stands in the document; empty for the list of all of them. An
    achievement has none: there it is a figure that its text names.
    """

    kind: str
    ref: str = ""


@dataclass(frozen=True)
class Problem:
    """`page`: where it is dealt with, when that is no row of the plan."""

    severity: Literal["error", "warning"]
    sentence: str
    place: Place
    page: str = ""


# What other rooms find in a plan beside its document: warnings, for nothing but the document can block it. Each room
# registers its rules when it is ready.
Rule = Callable[[Plan], Iterable[Problem]]
OTHER_ROOMS: list[Rule] = []


def register(*rules: Rule) -> None:
    """Add rules of another room to the checklist."""
    OTHER_ROOMS.extend(rule for rule in rules if rule not in OTHER_ROOMS)


def of_other_rooms(plan: Plan) -> list[Problem]:
    """What the other rooms find in a plan."""
    return [problem for rule in OTHER_ROOMS for problem in rule(plan)]


def problems(content: PlanDocument, open_comments: int = 0, others: Iterable[Problem] = ()) -> list[Problem]:
    """Everything that is wrong with a plan, errors first. `open_comments` counts the comments nobody resolved."""
    found = [problem for rule in RULES for problem in rule(content)]
    found += others
    if open_comments:
        sentence = ngettext("%(num)s comment is not resolved.", "%(num)s comments are not resolved.", open_comments)
        found.append(_warning(sentence % {"num": open_comments}, "plan"))
    return sorted(found, key=lambda problem: problem.severity != "error")


def errors(found: list[Problem]) -> list[Problem]:
    """The problems that block."""
    return [problem for problem in found if problem.severity == "error"]


def _error(sentence: str, kind: str, ref: str = "") -> Problem:
    return Problem("error", sentence, Place(kind, ref))


def _warning(sentence: str, kind: str, ref: str = "") -> Problem:
    return Problem("warning", sentence, Place(kind, ref))


# What a plan must hold by law: the period, the priorities, what is done, how success is measured, the resources,
# how the community is engaged, and who belongs to the partnership.


def period(content: PlanDocument) -> Iterator[Problem]:
    start = dt.date.fromisoformat(content["plan"]["period_start"])
    after = dt.date.fromisoformat(content["plan"]["period_end"]) + dt.timedelta(days=1)
    years = after.year - start.year + (after.month - start.month) / 12 + (after.day - start.day) / 365
    if after <= start:
        yield _error(_("The plan ends before it starts."), "plan")
    elif not 1 <= years <= 5:
        yield _error(_("The plan must run for one to five years."), "plan")


def priorities_stated(content: PlanDocument) -> Iterator[Problem]:
    if not content["priorities"]:
        yield _error(_("The plan states no priority."), "priorities")


def what_is_done(content: PlanDocument) -> Iterator[Problem]:
    for priority in content["priorities"]:
        if not priority["actions"] and not priority["approach"]["markdown"].strip():
            yield _warning(
                _("Priority %(ref)s does not say what is done: it has no actions and no approach.") % priority,
                "priorities",
                priority["ref"],
            )
        elif not priority["actions"]:
            yield _warning(_("Priority %(ref)s has no actions.") % priority, "priorities", priority["ref"])


def success_measured(content: PlanDocument) -> Iterator[Problem]:
    for priority in content["priorities"]:
        if not priority["targets"] and not priority["measure"]["markdown"].strip():
            yield _warning(
                _("Priority %(ref)s does not say how success is measured: it has no targets and no measure.")
                % priority,
                "priorities",
                priority["ref"],
            )
        elif not priority["targets"]:
            yield _warning(_("Priority %(ref)s has no targets.") % priority, "priorities", priority["ref"])


def resources(content: PlanDocument) -> Iterator[Problem]:
    if not content["funding"] and not _has_section(content, "resources"):
        yield _warning(_("The plan does not say which resources it has."), "funding")


def engagement(content: PlanDocument) -> Iterator[Problem]:
    if not content["consultations"] and not _has_section(content, "engagement"):
        yield _warning(_("The plan does not say how the community is engaged."), "consultations")


def members_by_class(content: PlanDocument) -> Iterator[Problem]:
    classes = Counter(member["statutory_class"] for member in content["members"])
    if not classes:
        yield _warning(_("The plan names no members of the partnership."), "members")
        return
    if not classes["responsible"]:
        yield _warning(_("No member is listed as a responsible authority."), "members")
    if missing := classes["not stated"]:
        words = ngettext("%(num)s member has no statutory class.", "%(num)s members have no statutory class.", missing)
        yield _warning(words % {"num": missing}, "members")


# What is kept from the public.


def withheld_with_reason(content: PlanDocument) -> Iterator[Problem]:
    """The public is told why something is withheld."""
    for one in content.get("withheld", []):
        if not one["reason"]:
            yield _error(_("Something here is kept from the public and gives no reason. Give it one."), one["part"])


def _has_section(content: PlanDocument, kind: str) -> bool:
    return any(section["kind"] == kind and section["body"]["markdown"].strip() for section in content["sections"])


# What contradicts itself.


def one_action_per_reference(content: PlanDocument) -> Iterator[Problem]:
    for ref, times in Counter(action["ref"] for action in _actions(content)).items():
        if times > 1:
            words = _("%(times)s actions have the reference %(ref)s: a link to it would lead to only one of them.")
            yield _error(words % {"times": times, "ref": ref}, "actions", ref)


REFERENCE = re.compile(r"\bsee (?:also )?(action|priority) ((?>\d+(?:\.\d+)*[a-z]?))(?! (?:of|in)\b)", re.IGNORECASE)


def references_lead_somewhere(content: PlanDocument) -> Iterator[Problem]:
    known = {
        "action": {action["ref"] for action in _actions(content)}
        | {milestone["ref"] for action in _actions(content) for milestone in action["milestones"]},
        "priority": {priority["ref"] for priority in content["priorities"]},
    }
    for place, text in _narrative(content):
        for kind, ref in REFERENCE.findall(text):
            if ref not in known[kind.lower()]:
                words = _("The text says “see %(kind)s %(ref)s”, and there is none.")
                yield Problem("error", words % {"kind": kind.lower(), "ref": ref}, place)


def no_circle_of_references(content: PlanDocument) -> Iterator[Problem]:
    """“See also” is shown on both ends, so a way that leads back to its start says something twice."""
    ways = {action["ref"]: action["see_also"] for action in _actions(content)}
    done: set[str] = set()
    for start in ways:
        if start not in done and (circle := _circle(ways, start)):
            done.update(circle)
            words = _("“See also” leads in a circle: %(way)s.") % {"way": " → ".join([*circle, circle[0]])}
            yield _warning(words, "actions", start)


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


# What is not finished.


def leads(content: PlanDocument) -> Iterator[Problem]:
    """A priority is led by an office of its own, or by the leads of what is done for it."""
    for priority in content["priorities"]:
        steps = [*priority["actions"], *(step for action in priority["actions"] for step in action["milestones"])]
        led = any(part["role"] == "lead" for step in steps for part in step["organisations"])
        if not led and not priority["lead"] and not priority["lead_organisations"]:
            words = _("Priority %(ref)s names no lead, neither its own nor of an action.")
            yield _warning(words % priority, "priorities", priority["ref"])


def targets_confirmed(content: PlanDocument) -> Iterator[Problem]:
    for target in _targets(content):
        if target["state"] == "to be confirmed":
            words = _("The target “%(name)s” is still to be confirmed.")
            yield _warning(words % target, "targets", target["name"])


def funding_has_amounts(content: PlanDocument) -> Iterator[Problem]:
    for line in content["funding"]:
        if line["allocated"] is None and line["spent"] is None:
            words = _("The funding line “%(purpose)s” of %(fund)s has no amount.")
            yield _warning(words % line, "funding", line["purpose"])


def sections_have_text(content: PlanDocument) -> Iterator[Problem]:
    for section in content["sections"]:
        if not section["body"]["markdown"].strip():
            yield _warning(_("The section “%(heading)s” is empty.") % section, "sections", section["slug"])


def members_have_dates(content: PlanDocument) -> Iterator[Problem]:
    undated = sum(
        not member["starts_on"] and not member["ends_on"] and not member["dates_as_printed"]
        for member in content["members"]
    )
    if undated:
        words = ngettext(
            "%(num)s member has no dates: readers cannot tell since when it belongs to the partnership.",
            "%(num)s members have no dates: readers cannot tell since when they belong to the partnership.",
            undated,
        )
        yield _warning(words % {"num": undated}, "members")


def duties_answered(content: PlanDocument) -> Iterator[Problem]:
    """A warning for the four strategies of section 6 that nothing answers; other duties may have plans of their own."""
    marked = any(priority["duties"] for priority in content["priorities"])
    strategies = (Duty.CRIME, Duty.SUBSTANCES, Duty.REOFFENDING, Duty.VIOLENCE)
    for duty in gaps(content) if marked else []:
        if duty in strategies:
            yield _warning(_("No priority answers this duty: %(duty)s.") % {"duty": duty.label}, "priorities")


def easy_to_read(content: PlanDocument) -> Iterator[Problem]:
    """Warnings about texts that are hard to read: one for each text, and one for each abbreviation nobody explains."""
    explained = {name for term in content["glossary"] for name in (term["term"], *term["aliases"])}
    texts: dict[Place, list[str]] = {}
    for place, text in [(Place("plan"), content["plan"].get("plain_answer", "")), *_narrative(content)]:
        texts.setdefault(place, []).append(text)
    for priority in content["priorities"]:
        texts[Place("priorities", priority["ref"])].append(priority.get("plain_answer", ""))
    found = {place: readability.read("\n\n".join(parts), explained) for place, parts in texts.items()}
    for place, text_found in found.items():
        if said := _hard_words(text_found):
            yield Problem(
                "warning", _("%(where)s is hard to read: %(what)s.") % {"where": _name(place), "what": said}, place
            )
    for name, count in Counter(name for one in found.values() for name in one.abbreviations).items():
        words = ngettext(
            "Nothing explains %(name)s, which stands in %(num)s text: add it to the glossary or write it out.",
            "Nothing explains %(name)s, which stands in %(num)s texts: add it to the glossary or write it out.",
            count,
        )
        yield _warning(words % {"name": name, "num": count}, "glossary")


def _name(place: Place) -> str:
    """A text as the beginning of a sentence."""
    named = {
        "sections": _("The section “%(ref)s”"),
        "priorities": _("Priority %(ref)s"),
        "actions": _("Action %(ref)s"),
        "milestones": _("Milestone %(ref)s"),
        "funding": _("The note of the funding line “%(ref)s”"),
        "targets": _("The note of the target “%(ref)s”"),
    }
    return named[place.kind] % {"ref": place.ref} if place.kind in named else _("The answer on top of the plan")


def _hard_words(found: readability.Readability) -> str:
    """What makes a text hard to read, but for abbreviations; empty when it reads easily."""
    said = []
    if found.long_sentences:
        words = {"num": len(found.long_sentences), "most": readability.LONGEST_SENTENCE}
        said.append(
            ngettext(
                "%(num)s sentence has more than %(most)s words",
                "%(num)s sentences have more than %(most)s words",
                len(found.long_sentences),
            )
            % words
        )
    said += [_("“%(word)s” could be “%(plain)s”") % {"word": w, "plain": p} for w, p in found.jargon.items()]
    if said and found.age and found.age > readability.HARD_AGE:
        said.append(_("the reading age is %(age)s") % {"age": found.age})
    return "; ".join(said)


def figures_lead_somewhere(content: PlanDocument) -> Iterator[Problem]:
    for place, part in _places_of_narrative(content):
        for name in dead_in(part):
            yield Problem(
                "error", _("The text names a figure that cannot be printed: %(name)s.") % {"name": name}, place
            )


RULES: list[Callable[[PlanDocument], Iterator[Problem]]] = [
    withheld_with_reason,
    period,
    priorities_stated,
    what_is_done,
    success_measured,
    resources,
    engagement,
    members_by_class,
    one_action_per_reference,
    references_lead_somewhere,
    no_circle_of_references,
    leads,
    targets_confirmed,
    funding_has_amounts,
    sections_have_text,
    figures_lead_somewhere,
    members_have_dates,
    duties_answered,
    easy_to_read,
]


def _places_of_narrative(content: PlanDocument) -> Iterator[tuple[Place, Any]]:
    """The parts of a plan in which figures may be named, each with the place where it is mended."""
    for section in content["sections"]:
        yield Place("sections", section["slug"]), section
    for priority in content["priorities"]:
        own = {name: part for name, part in priority.items() if name not in ("themes", "achievements")}
        yield Place("priorities", priority["ref"]), own
    for term in content["glossary"]:
        yield Place("glossary", term["term"]), term
    for owner in (content, *content["priorities"]):
        yield from ((Place("themes", theme["name"]), theme) for theme in owner["themes"])
        for done in owner["achievements"]:
            yield from ((Place("achievements", named_in(dead)), done) for dead in dead_in(done)[:1])


def _actions(content: PlanDocument) -> Iterator[ActionDocument]:
    for priority in content["priorities"]:
        yield from priority["actions"]


def _targets(content: PlanDocument) -> Iterator[TargetDocument]:
    yield from content["targets"]
    for priority in content["priorities"]:
        yield from priority["targets"]


def _narrative(content: PlanDocument) -> Iterator[tuple[Place, str]]:
    """Everything people wrote in which they may refer to an action or a priority, with its place."""
    for section in content["sections"]:
        yield Place("sections", section["slug"]), section["body"]["markdown"]
    for priority in content["priorities"]:
        here = Place("priorities", priority["ref"])
        for part in (priority["why"], priority["hope"], priority["approach"], priority["measure"], priority["data"]):
            yield here, part["markdown"]
        yield here, priority["decision_reason"]
        for action in priority["actions"]:
            yield Place("actions", action["ref"]), f"{action['title']}\n{action['note']}"
            for milestone in action["milestones"]:
                yield Place("milestones", milestone["ref"]), f"{milestone['text']}\n{milestone['note']}"
    for line in content["funding"]:
        yield Place("funding", line["purpose"]), line["note"]
    for target in _targets(content):
        yield Place("targets", target["name"]), target["note"]
