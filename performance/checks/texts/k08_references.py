"""K8: what the text refers to, a section, an appendix, an action or a figure, exists once and is what the text says."""

import re
from collections import defaultdict
from collections.abc import Iterator

from django.utils.translation import gettext as _

from performance.checks.facts.matching import stems
from performance.checks.facts.types import DeadFigure, Facts, PlanFact, StatementFact, TextFact
from performance.checks.finding import Finding, FindingPlace, Severity, where

REFERENCE = re.compile(r"\bsee (?:also )?(action|priority) ((?>\d+(?:\.\d+)*[a-z]?))(?! (?:of|in)\b)", re.IGNORECASE)
ACTION = re.compile(r"action (\S+)", re.IGNORECASE)


def check(facts: Facts) -> Iterator[Finding]:
    """Numbers used for two parts, and references in texts or to figures that lead nowhere or to something else."""
    parts: dict[tuple[str, str], list[StatementFact]] = defaultdict(list)
    of_source: dict[str, list[StatementFact]] = defaultdict(list)
    for said in facts.said("part"):
        parts[said.source.slug, said.subject.casefold()].append(said)
        of_source[said.source.slug].append(said)
    for same in parts.values():
        if len(same) > 1:
            yield _twice(same)
    plans = {plan.slug: plan for plan in facts.plans}
    for said in facts.said("reference"):
        yield from _refers(said, parts, of_source, plans)
    for plan in facts.plans:
        yield from in_text(plan)
    for named in facts.dead_figures:
        yield _figure(named)


def _twice(same: list[StatementFact]) -> Finding:
    """The finding for parts of a document that share one number."""
    first = same[0]
    names = "; ".join(f"“{one.about}”" for one in same)
    return Finding(
        "K8",
        ("twice", first.source.slug, first.subject),
        Severity.WARNING,
        _("Two parts bear the number %(number)s.") % {"number": first.subject},
        tuple(where(one) for one in same),
        names,
        _("one part for each number"),
        _("A reference to %(number)s leads to %(count)s parts.") % {"number": first.subject, "count": len(same)},
        _("Number the parts again."),
    )


def _refers(
    said: StatementFact,
    parts: dict[tuple[str, str], list[StatementFact]],
    of_source: dict[str, list[StatementFact]],
    plans: dict[str, PlanFact],
) -> Iterator[Finding]:
    """What is wrong with one reference: no such action or part, or a part about something else."""
    action = ACTION.fullmatch(said.subject)
    if action:
        if said.plan in plans and action[1] not in plans[said.plan].actions:
            yield _dead(said, _("The plan has no action %(ref)s.") % {"ref": action[1]})
        return
    found = parts.get((said.source.slug, said.subject.casefold()), [])
    if not found:
        yield _dead(said, _("The document has no part of this name."))
    elif said.about and not any(stems(said.about) <= stems(one.about) for one in found):
        meant = [one for one in of_source[said.source.slug] if stems(said.about) <= stems(one.about)]
        words = "; ".join(f"{one.subject}, “{one.about}”" for one in meant)
        yield Finding(
            "K8",
            ("other", said.source.slug, said.locator, said.subject),
            Severity.WARNING,
            _("%(part)s is not what the text says it is.") % {"part": said.subject},
            (where(said), where(found[0])),
            f"{said.subject}: {said.about}",
            _("%(part)s is “%(title)s”") % {"part": found[0].subject, "title": found[0].about},
            _("What the text means is %(words)s.") % {"words": words}
            if meant
            else _("No part of the document has this name."),
            _("Correct the reference."),
        )


def _dead(said: StatementFact, why: str) -> Finding:
    """The finding for a reference to something that does not exist."""
    return Finding(
        "K8",
        ("dead", said.source.slug, said.subject),
        Severity.WARNING,
        _("The text refers to %(part)s, and there is none.") % {"part": said.subject},
        (where(said),),
        said.subject,
        _("not in the document"),
        why,
        _("Add the part, or remove the reference."),
    )


def in_text(plan: PlanFact) -> Iterator[Finding]:
    """“See action 1.10” in the words of a plan."""
    known = {"action": plan.actions, "priority": {one.ref for one in plan.priorities}}
    for text in plan.texts:
        for kind, ref in REFERENCE.findall(text.text):
            if ref not in known[kind.lower()]:
                words = f"{kind.lower()} {ref}"
                yield Finding(
                    "K8",
                    ("text", plan.slug, text.kind, text.ref, words),
                    Severity.ERROR,
                    _("The text refers to %(part)s, and there is none.") % {"part": words},
                    (_in(text, plan.slug, plan.title),),
                    words,
                    _("not in the plan"),
                    _("The plan has no %(part)s.") % {"part": words},
                    _("Correct the reference, or remove it."),
                )


def _figure(named: DeadFigure) -> Finding:
    """`{{ figure … }}` that cannot be printed."""
    return Finding(
        "K8",
        ("figure", named.plan, named.text.kind, named.text.ref, named.name),
        Severity.ERROR,
        _("The text refers to a figure that cannot be shown: %(name)s.") % {"name": named.name},
        (_in(named.text, named.plan, named.title),),
        f"{{{{ figure {named.name} }}}}",
        _("no such figure"),
        _("%(why)s.") % {"why": named.why[:1].upper() + named.why[1:]},
        _("Correct the name, publish the source that gives the figure, or remove the name."),
    )


def _in(text: TextFact, plan: str, title: str) -> FindingPlace:
    """The place of a text within a plan, named so that a reader can find it."""
    one = {
        "sections": _("section"),
        "report-sections": _("section"),
        "priorities": _("priority"),
        "actions": _("action"),
        "milestones": _("milestone"),
        "targets": _("target"),
        "themes": _("theme"),
        "glossary": _("term"),
        "achievements": _("achievement"),
    }[text.kind]
    return FindingPlace(f"{one} {text.ref}", title=title, plan=plan, kind=text.kind, ref=text.ref, row=text.row)
