"""What page, brief, cover report and PDF of a progress report have in common: worked out from its document alone."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _, gettext_noop as _noop, ngettext

from performance.indicators.listing import unit_word
from performance.rules.change.words import COUNTED
from performance.rules.reports.movement import led_by_several, status_counts
from performance.rules.reports.types import (
    ExceptionDocument,
    ExceptionGroup,
    QuarterLineDocument,
    ReportDocument,
    ReportOutcome,
)
from performance.rules.targets.words import answer

from .content.action_moves import action_moves, action_status
from .content.money import grant_rows
from .content.outlook import next_period

SIGNS = {"": "", "%": "%", "£": "£", "count": _noop("numbers")}


@dataclass(frozen=True)
class UnitGroup:
    """The targets of one unit, which stand in one table."""

    id: str
    unit: str
    caption: str
    outcomes: list[ReportOutcome]

    @property
    def counted(self) -> bool:
        return self.unit in COUNTED

    @property
    def rated(self) -> bool:
        """Whether any of the counts has a rate. A sentence under the tables says why the others have none."""
        return self.counted and any(one["rate"]["shown"] for one in self.outcomes)

    @property
    def in_words(self) -> bool:
        """Whether the targets are of no indicator, so that there are no figures."""
        return not self.unit and not any(one["indicator"] for one in self.outcomes)


def links_heading(content: ReportDocument) -> str:
    """The heading over the objectives of outside plans that the plan serves: with the plan's own name, if it is one."""
    given = content["alignments"]
    names = {one["outside_plan"]["title"] if "outside_plan" in one else one["framework"] for one in given}
    return _("Links to “%(name)s”") % {"name": names.pop()} if len(names) == 1 else _("Links to other plans")


def by_unit(content: ReportDocument) -> list[UnitGroup]:
    """One table for each unit, in the order in which the units come up."""
    groups: dict[str, list[ReportOutcome]] = {}
    for one in content["outcomes"]:
        groups.setdefault(one["unit"], []).append(one)
    period = content["report"]["period"]
    made = []
    for place, (unit, outcomes) in enumerate(groups.items()):
        words = {"period": period, "unit": _(SIGNS[unit]) if SIGNS.get(unit) else unit_word(unit) if unit else ""}
        if not unit:
            caption = _("Targets up to the end of %(period)s, in words") % words
        else:
            caption = _("Targets and outturns up to the end of %(period)s, in %(unit)s") % words
        made.append(UnitGroup(f"targets-table{f'-{place + 1}' if place else ''}", unit, caption, outcomes))
    return made


def plain_answer(content: ReportDocument) -> str:
    """The answer on top: where the targets stand, and how much needs attention."""
    first = answer(content["outcomes"]) or _("This report judges no targets.")
    gaps = sum(one["group"] == "missing" for one in content["exceptions"])
    matters = len(content["exceptions"]) - gaps
    said = [first, ngettext("%(num)s matter needs attention.", "%(num)s matters need attention.", matters)
            % {"num": matters} if matters else _("Nothing needs the attention of the committee.")]  # fmt: skip
    if gaps:
        missing = ngettext(
            "There is %(num)s gap in the information.", "There are %(num)s gaps in the information.", gaps
        )
        said.append(missing % {"num": gaps})
    return " ".join(said)


def counted(content: ReportDocument) -> str:
    """How many targets there are, as the answer on top counts them, and how many measures beside them."""
    targets, aimed_at = len(content["outcomes"]), {one["indicator"] for one in content["outcomes"]}
    others = sum(one["indicator"] not in aimed_at for one in content["figures"])
    if not targets:
        told = ngettext(
            "This report covers %(num)s measure without a target.",
            "This report covers %(num)s measures without a target.",
            others,
        )
        return told % {"num": others}
    words = ngettext("%(num)s target", "%(num)s targets", targets) % {"num": targets}
    if not others:
        return _("This report covers %(targets)s.") % {"targets": words}
    beside = ngettext("%(num)s other measure", "%(num)s other measures", others) % {"num": others}
    return _("This report covers %(targets)s and %(others)s.") % {"targets": words, "others": beside}


@dataclass(frozen=True)
class QuarterTable:
    """The measures of a quarter, with the periods that their figures are of and the words for the columns."""

    caption: str
    columns: dict[str, str]
    lines: list[QuarterLineDocument]


def quarter(content: ReportDocument) -> QuarterTable | None:
    """None for a report that has no quarter."""
    lines = content["quarter"]
    if not lines:
        return None
    words = {
        "this": _("This quarter, %(period)s"),
        "last": _("Last quarter, %(period)s"),
        "year_before": _("Same quarter last year, %(period)s"),
        "year_to_date": _("Year to date, %(period)s"),
    }
    columns = {name: said % {"period": lines[0][name]["period"]} for name, said in words.items()}  # type: ignore
    return QuarterTable(_("Each measure in %(period)s") % {"period": content["report"]["period"]}, columns, lines)


def forecasts(content: ReportDocument) -> list[tuple[str, list[str]]]:
    """Each sentence about what the next period brings, with the targets of which it is true."""
    found: dict[str, list[str]] = {}
    for one in content["outcomes"]:
        if one["forecast"]:
            found.setdefault(one["forecast"], []).append(one["name"])
    return list(found.items())


def grouped(content: ReportDocument) -> list[tuple[str, list[ExceptionDocument]]]:
    """The exceptions under the headings of their groups; a group without any is left out."""
    headings: dict[ExceptionGroup, str] = {
        "performance": _("Missed, off target or clearly worse"),
        "actions": _("Late, at risk or off track"),
        "disputed": _("Judgements that depend on a disputed figure"),
        "missing": _("Missing information"),
        "noted": _("Also to note"),
    }
    found = {
        heading: [one for one in content["exceptions"] if one["group"] == group] for group, heading in headings.items()
    }
    return [(heading, listed) for heading, listed in found.items() if listed]


def parts(content: ReportDocument) -> dict[str, Any]:
    """What every paper made from a report is drawn with."""
    outcomes = content["outcomes"]
    without_rate = any(one["unit"] in COUNTED and not one["rate"]["shown"] for one in outcomes)
    return {
        "doc": content,
        "partnership": content["partnership"],
        "slug": content["partnership"]["slug"],
        "answer": plain_answer(content),
        "counted": counted(content),
        "quarter": quarter(content),
        "groups": by_unit(content),
        "matters": grouped(content),
        "lines": {line["key"]: line for line in content["lines"] if line["key"]},
        "formulas": {one["rule"]: one["formula"] for one in outcomes if one["rule"]},
        "no_rates": _("A rate is not available where no published source gives the population.")
        if without_rate
        else "",
        "action_status": action_status(status_counts(content["actions"])),
        "led_by_several": led_by_several(content["actions"]),
        "links_heading": links_heading(content),
        "action_moves": action_moves(content),
        "next_period": next_period(content),
        "grant_rows": grant_rows(content["grants"]),
        "forecasts": forecasts(content),
        "symbols": {},
    }
