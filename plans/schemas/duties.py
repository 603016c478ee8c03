"""What the law asks of a partnership: the strategies that priorities answer, and the steps of a year. Pure.

England and Wales share the Crime and Disorder Act 1998; the regulations under it differ. A duty that began after a plan
had ended is no gap in that plan.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext as _, gettext_lazy

from .plan import PlanDocument, PriorityDocument

REMIND_AFTER = 14  # days from a publication until a copy should have gone to the policing body


class Duty(TextChoices):
    """What a priority can answer. The first four are in the Crime and Disorder Act 1998, section 6(1)(a) to (d)."""

    CRIME = (
        "crime and disorder",
        gettext_lazy("Reducing crime and disorder, including anti-social behaviour (s. 6(1)(a))"),
    )
    SUBSTANCES = (
        "substance misuse",
        gettext_lazy("Combating misuse of drugs, alcohol and other substances (s. 6(1)(b))"),
    )
    REOFFENDING = "re-offending", gettext_lazy("Reducing re-offending (s. 6(1)(c))")
    VIOLENCE = "serious violence", gettext_lazy("Preventing and reducing serious violence (s. 6(1)(d))")
    VIOLENCE_DUTY = (
        "serious violence duty",
        gettext_lazy("Serious violence duty (Police, Crime, Sentencing and Courts Act 2022)"),
    )
    PREVENT = "prevent", gettext_lazy("Prevent duty (Counter-Terrorism and Security Act 2015, s. 26)")
    DOMESTIC_ABUSE = "domestic abuse", gettext_lazy("Domestic abuse strategy (Domestic Abuse Act 2021, s. 57)")
    VIOLENCE_WALES = (
        "violence wales",
        gettext_lazy("Local strategy on violence against women, domestic abuse and sexual violence"),
    )
    CASE_REVIEW = "case review", gettext_lazy("Anti-social behaviour case review (Act of 2014, s. 104)")

    @property
    def law(self) -> "Law":
        return LAWS[self]


class Law(NamedTuple):
    """The source of a duty, its first day (None for the oldest), its nations, and the order that set the day."""

    source: str
    since: dt.date | None = None
    nations: tuple[str, ...] = ("england", "wales")
    order: str = ""


LAWS = {
    Duty.CRIME: Law("Crime and Disorder Act 1998, section 6(1)(a)"),
    Duty.SUBSTANCES: Law("Crime and Disorder Act 1998, section 6(1)(b)"),
    Duty.REOFFENDING: Law(
        "Crime and Disorder Act 1998, section 6(1)(c)",
        dt.date(2010, 4, 1),
        order="Policing and Crime Act 2009, section 108",
    ),
    Duty.VIOLENCE: Law("Crime and Disorder Act 1998, section 6(1)(d)", dt.date(2023, 1, 31), order="S.I. 2022/1227"),
    Duty.VIOLENCE_DUTY: Law(
        "Police, Crime, Sentencing and Courts Act 2022, Part 2 Chapter 1", dt.date(2023, 1, 31), order="S.I. 2022/1227"
    ),
    Duty.PREVENT: Law(
        "Counter-Terrorism and Security Act 2015, section 26",
        dt.date(2015, 7, 1),
        order="commencement order of 26 March 2015",
    ),
    Duty.DOMESTIC_ABUSE: Law(
        "Domestic Abuse Act 2021, section 57", dt.date(2021, 10, 1), ("england",), "S.I. 2021/990, regulation 1"
    ),
    Duty.VIOLENCE_WALES: Law(
        "Violence against Women, Domestic Abuse and Sexual Violence (Wales) Act 2015, section 5",
        dt.date(2016, 1, 4),
        ("wales",),
        "S.I. 2015/2019, article 2",
    ),
    Duty.CASE_REVIEW: Law(
        "Anti-social Behaviour, Crime and Policing Act 2014, section 104",
        dt.date(2014, 10, 20),
        order="S.I. 2014/2590, article 3",
    ),
}


class Coverage(StrEnum):
    """How a duty stands in a plan. `css` is the shape and colour beside the word."""

    ADDRESSED = "addressed"
    GAP = "gap"
    LATER = "came later"

    @property
    def css(self) -> str:
        return {Coverage.ADDRESSED: "on", Coverage.GAP: "wrong", Coverage.LATER: "none"}[self]


@dataclass(frozen=True)
class DutyLine:
    """One duty in the matrix with the priorities that address it."""

    duty: Duty
    priorities: list[PriorityDocument]
    coverage: Coverage


def matrix(content: PlanDocument) -> list[DutyLine]:
    """Every duty of the nation with the priorities of a plan that address it."""
    lines = []
    for duty in Duty:
        if content["partnership"]["jurisdiction"] not in duty.law.nations:
            continue
        answering = [priority for priority in content["priorities"] if duty in priority["duties"]]
        later = duty.law.since is not None and duty.law.since.isoformat() > content["plan"]["period_end"]
        coverage = Coverage.ADDRESSED if answering else Coverage.LATER if later else Coverage.GAP
        lines.append(DutyLine(duty, answering, coverage))
    return lines


def gaps(content: PlanDocument) -> list[Duty]:
    return [line.duty for line in matrix(content) if line.coverage is Coverage.GAP]


class DutyStep(TextChoices):
    """What must be done every year."""

    ASSESSMENT = "assessment", gettext_lazy("Prepare the strategic assessment")
    MEETING = "meeting", gettext_lazy("Hold a public meeting with senior people of each authority")
    PLAN = "plan", gettext_lazy("Revise the partnership plan")
    SUMMARY = "summary", gettext_lazy("Publish a summary of the plan in the area")
    COPY = "copy", gettext_lazy("Send the plan to the policing body")
    SCRUTINY = "scrutiny", gettext_lazy("Meeting of the crime and disorder committee")

    def law(self, jurisdiction: str) -> str:
        """The source of the step. The Welsh regulations are named as a whole, the English by their numbers."""
        if jurisdiction == "wales":
            scrutinised = self is DutyStep.SCRUTINY
            return "Police and Justice Act 2006, section 19" if scrutinised else "S.I. 2007/3076 (Wales)"
        return {
            DutyStep.ASSESSMENT: "S.I. 2007/1830, regulations 3 to 7",
            DutyStep.MEETING: "S.I. 2007/1830, regulation 12",
            DutyStep.PLAN: "S.I. 2007/1830, regulations 10 and 11",
            DutyStep.SUMMARY: "S.I. 2007/1830, regulation 13",
            DutyStep.COPY: "S.I. 2007/1830, regulation 13A (inserted by S.I. 2012/2660)",
            DutyStep.SCRUTINY: "S.I. 2009/942",
        }[self]


@dataclass(frozen=True)
class DueStep:
    """One step of the year, the last day for it, and the day it was done."""

    step: DutyStep
    on: dt.date
    law: str
    done_on: dt.date | None = None

    def state(self, today: dt.date) -> str:
        """In a word: done, late or to do."""
        return _("done") if self.done_on else _("late") if self.on < today else _("to do")

    def css(self, today: dt.date) -> str:
        return "on" if self.done_on else "wrong" if self.on < today else "none"


def year_of(day: dt.date) -> dt.date:
    """The first day of the financial year that a day lies in."""
    return dt.date(day.year - (day.month < 4), 4, 1)


def statutory_year(start: dt.date, jurisdiction: str, done: Mapping[str, dt.date]) -> list[DueStep]:
    """The steps of the financial year from `start`. The plan is revised before the next one begins, on 1 April.

    The assessment comes before the plan; we allow until the end of January. `done`: the day of each step that was done.
    """
    end = dt.date(start.year + 1, 3, 31)
    last = {DutyStep.ASSESSMENT: dt.date(start.year + 1, 1, 31)}
    return [DueStep(step, last.get(step, end), step.law(jurisdiction), done.get(step)) for step in DutyStep]
