"""How a document is laid out for reading: its order, its totals, its answer on top. Pure functions of it."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _, ngettext
from markupsafe import Markup

from csp_portal.formats.numbers import shown
from csp_portal.pages.level_names import level_heading
from plans.documents.compare import Difference
from plans.models.places import StatutoryClass
from plans.models.plans import SectionKind
from plans.schemas.plan import (
    FundingDocument,
    GroupDocument,
    MemberDocument,
    PlanDocument,
    PriorityDocument,
    SectionDocument,
    TargetDocument,
)

# The places on the page of a plan that are not sections.
PARTS = {
    *("overview", "about", "contents", "assessment", "priorities", "themes", "targets", "figures", "funding", "grants"),
    *("achievements", "consultation", "cross-cutting", "alignments", "members", "groups", "reporting-lines"),
    *("calendar", "glossary", "contacts"),
}
LONG = 500  # characters of a section after its first paragraph: half a screen of a phone
OPENING = (SectionKind.INTRODUCTION, SectionKind.BACKGROUND, SectionKind.REVIEW, SectionKind.PRIORITIES)


def sections_around_priorities(content: PlanDocument) -> tuple[list[SectionDocument], list[SectionDocument]]:
    """The sections that lead up to the priorities, and those that follow from them."""
    opening = [section for section in content["sections"] if section["kind"] in OPENING]
    return opening, [section for section in content["sections"] if section not in opening]


def anchor(slug: str) -> str:
    """The place of a section on the page of its plan. A part of the page that has the same name keeps it."""
    return f"section-{slug}" if slug in PARTS else slug


def in_two(section: SectionDocument, html: str) -> tuple[str, str]:
    """The first paragraph of a section, and the rest where a phone may fold it away: not a short one, not the review of
    what came of the last plan, and no table or figure that leads to its source."""
    first, end, rest = html.partition("</p>")
    folds = first.startswith("<p>") and len(rest) > LONG and not re.search(r'<table|class="app-figure"', rest)
    if not folds or section["kind"] == SectionKind.REVIEW:
        return html, ""
    return Markup(first + end), Markup(rest)  # noqa: S704  both are parts of what was clean


def contents(content: PlanDocument) -> list[dict[str, Any]]:
    """The table of contents: only what this plan has, in the order of the page."""
    opening, closing = sections_around_priorities(content)

    def sections(these: list[SectionDocument]) -> list[dict[str, Any]]:
        return [{"id": anchor(section["slug"]), "text": _marked(section["heading"], section)} for section in these]

    priorities = [
        {"id": f"priority-{priority['ref']}", "text": _marked(f"{priority['ref']} {priority['title']}", priority)}
        for priority in content["priorities"]
    ]
    parts = [
        ("assessment", _("Strategic assessment"), content.get("assessment")),
        ("priorities", level_heading(content["partnership"], "priorities"), content["priorities"]),
        ("themes", level_heading(content["partnership"], "themes"), content["themes"]),
        ("targets", _("Targets of the whole plan"), content["targets"]),
        ("figures", _("Figures in this plan"), content["tables"]),
        ("funding", _("Funding, line by line"), content["funding"]),
        ("grants", _("Grants and projects"), content.get("grants")),
        ("achievements", _("What has been done"), content["achievements"]),
    ]
    after = [
        ("consultation", _("Consultation"), content["consultations"]),
        ("cross-cutting", _("Work with other partnerships"), content["cross_cutting"]),
        ("alignments", _("Plans and frameworks"), content["alignments"]),
        ("members", _("Members"), content["members"]),
        ("groups", _("Groups"), content["groups"]),
        ("calendar", _("Calendar"), content["calendar"]),
        ("glossary", _("Glossary"), content["glossary"]),
        ("contacts", _("Contacts"), content["contacts"]),
    ]

    def present(entries) -> list[dict[str, Any]]:
        return [
            {"id": name, "text": text, "below": priorities if name == "priorities" else []}
            for name, text, rows in entries
            if rows
        ]

    return [*sections(opening), *present(parts), *sections(closing), *present(after)]


def _marked(text: str, row: SectionDocument | PriorityDocument) -> str:
    return _("%(text)s (not public)") % {"text": text} if "visibility" in row else text


def members_by_class(content: PlanDocument) -> list[tuple[str, list[MemberDocument]]]:
    """Members under the name of their statutory class, responsible authorities first; in one list where no class is
    given."""
    grouped = [
        (kind.label, [member for member in content["members"] if member["statutory_class"] == kind])
        for kind in StatutoryClass
    ]
    known = [(label, members) for label, members in grouped if members]
    is_unsaid = [label for label, _members in known] == [StatutoryClass.NOT_STATED.label]
    return [(_("Members"), content["members"])] if is_unsaid else known


def funds(lines: list[FundingDocument], priority: str = "") -> list[dict[str, Any]]:
    """Funding lines by fund and period, with the sums of their amounts; all, or those of a priority. A line in words
    is counted, never added. `place` is where a line stands in the plan. A `title` says the period once."""
    grouped: dict[tuple[str, str], list[Any]] = {}
    for place, line in enumerate(lines, 1):
        if priority in ("", line["priority"]):
            grouped.setdefault((line["fund"], line["period"]), []).append({**line, "place": place})
    return [
        {
            "fund": fund,
            "period": period,
            "title": f"{fund}, {period}" if period and period not in fund else fund,
            "lines": members,
            "allocated": _sum(line["allocated"] for line in members),
            "spent": _sum(line["spent"] for line in members),
            "in_words": sum(1 for line in members if line["allocated"] is None and line["spent"] is None),
        }
        for (fund, period), members in grouped.items()
    ]


@dataclass
class ReportingLine:
    """A group in the chart of groups, with those that report to it. `group` is None for a body that the plan names as
    the one reported to but does not list."""

    name: str
    group: GroupDocument | None
    below: "list[ReportingLine]"


def reporting_lines(groups: list[GroupDocument]) -> list[ReportingLine]:
    """The groups as trees, each group under the one that it reports to; left out are those with no line to another.

    The order is that of the plan. A line that would close a circle, as an old text may have one, is left out.
    """
    lines: dict[str, ReportingLine] = {}
    for group in groups:
        lines.setdefault(group["name"], ReportingLine(group["name"], group, []))
    under: dict[str, str] = {}
    for name, above in [(group["name"], group["reports_to"]) for group in groups if group["reports_to"]]:
        top = above
        while top in under and top != name:
            top = under[top]
        if top != name and name not in under:
            under[name] = above
            lines.setdefault(above, ReportingLine(above, None, [])).below.append(lines[name])
    return [line for name, line in lines.items() if line.below and name not in under]


def _sum(amounts) -> Decimal | None:
    known = [Decimal(amount) for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


def plan_answer(content: PlanDocument) -> str:
    """What the plan is, in one or two sentences, from its own rows."""
    actions = [action for priority in content["priorities"] for action in priority["actions"]]
    milestones = sum(len(action["milestones"]) for action in actions)
    targets = [*content["targets"], *(t for priority in content["priorities"] for t in priority["targets"])]
    open_targets = sum(target["state"] != "value" for target in targets)
    priorities = len(content["priorities"])
    first = ngettext("%(num)s priority", "%(num)s priorities", priorities) % {"num": priorities}
    sentence = _("What the partners in %(place)s want to do about crime from %(period)s: %(parts)s.") % {
        "place": content["partnership"]["place"],
        "period": content["plan"]["period"],
        "parts": _listed([first, *_counts(len(actions), milestones, len(targets))]),
    }
    if open_targets:
        words = ngettext(
            "%(num)s target is still to be confirmed.", "%(num)s targets are still to be confirmed.", open_targets
        )
        sentence += " " + words % {"num": open_targets}
    return sentence


def priority_answer(priority: PriorityDocument) -> str:
    """What stands behind one priority, in a sentence."""
    milestones = sum(len(action["milestones"]) for action in priority["actions"])
    parts = _counts(len(priority["actions"]), milestones, len(priority["targets"]))
    if not parts:
        return _("The plan names this priority but lists no actions or targets for it.")
    return _("For this priority the plan lists %(parts)s.") % {"parts": _listed(parts)}


def _counts(actions: int, milestones: int, targets: int) -> list[str]:
    """How many of each there are, in words; what there is none of is left out."""
    words = [
        (actions, ngettext("%(num)s action", "%(num)s actions", actions)),
        (milestones, ngettext("%(num)s milestone", "%(num)s milestones", milestones)),
        (targets, ngettext("%(num)s target", "%(num)s targets", targets)),
    ]
    return [text % {"num": count} for count, text in words if count]


def changes_answer(differences: list[Difference]) -> str:
    """How much changed between two versions, in a sentence."""
    if not differences:
        return _("The two versions say the same.")
    counts = Counter(one.kind for one in differences)
    words = [
        (counts["added"], ngettext("%(num)s row was added", "%(num)s rows were added", counts["added"])),
        (counts["removed"], ngettext("%(num)s row was removed", "%(num)s rows were removed", counts["removed"])),
        (counts["changed"], ngettext("%(num)s wording changed", "%(num)s wordings changed", counts["changed"])),
        (
            counts["moved"],
            ngettext("%(num)s list was put in order", "%(num)s lists were put in order", counts["moved"]),
        ),
    ]
    sentence = _listed([text % {"num": count} for count, text in words if count])
    return f"{sentence[0].upper()}{sentence[1:]}."


def consultation_days(content: PlanDocument) -> list[str]:
    """The last days of the consultations that have one, as ISO text."""
    return [one["closes_on"] for one in content["consultations"] if one["closes_on"]]


def is_over(content: PlanDocument, today: dt.date) -> bool:
    """Whether the period of the plan has ended."""
    return content["plan"]["period_end"] < today.isoformat()


def is_closed(content: PlanDocument, today: dt.date) -> bool:
    """Whether nobody can comment on a consultation draft any more: its last consultation or its period has ended."""
    return is_over(content, today) or max(consultation_days(content), default="9999") < today.isoformat()


def good_until(content: PlanDocument, today: dt.date) -> dt.date | None:
    """The last day on which the pages of a plan say what they say today; None when no day will change them."""
    coming = [day for day in (content["plan"]["period_end"], *consultation_days(content)) if day >= today.isoformat()]
    return dt.date.fromisoformat(min(coming)) if coming else None


def until_made(files: Iterable[Any], today: dt.date) -> dt.date | None:
    """The last day for which a page that lists these files is kept: today while one of them is not made, because a page
    that is drawn while a file is made may be stored after it, without its size."""
    return None if all(one.is_made for one in files) else today


def _listed(parts: list[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first)s and %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


def aimed_change(target: TargetDocument) -> str:
    """What a target that is a change aims at, such as “down 10%”; empty for any other."""
    value, kind = target["value"], target["kind"]
    if not value or kind not in ("percent change", "change", "points"):
        return ""
    size = shown(abs(Decimal(value)), "%" if kind == "percent change" else "")
    size = _("%(number)s points") % {"number": size} if kind == "points" else size
    return (_("down %(number)s") if value.startswith("-") else _("up %(number)s")) % {"number": size}
