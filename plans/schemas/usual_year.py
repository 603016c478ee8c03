"""The dates of a usual year of a partnership, offered to those that begin a list of their own. Pure.

By law: the strategic assessment comes before the plan, the plan is revised before 1 April, its summary is published and
a copy goes to the policing body, the crime and disorder committee meets at least once in twelve months (the sources are
those of the statutory year). The days of these, and the quarterly reports and budget bids, are only usual: each
partnership sets its own.
"""

from typing import NamedTuple

from django.utils.translation import gettext as _, gettext_lazy

from csp_portal.pages.languages import Words

from .duties import DutyStep


class UsualDate(NamedTuple):
    """One date of the list: its key in the form, title, month and day, and the duty that it belongs to."""

    key: str
    title: Words
    month: int
    day: int
    step: DutyStep | None = None

    def why(self, jurisdiction: str) -> str:
        """The law that asks for it, or that it is usual."""
        return self.step.law(jurisdiction) if self.step else _("usual, not asked for by law")


USUAL_YEAR = (
    UsualDate("return-4", gettext_lazy("Quarterly report on performance and grants: January to March"), 4, 30),
    UsualDate("summary", gettext_lazy("Publish the summary of the plan"), 4, 30, DutyStep.SUMMARY),
    UsualDate("copy", gettext_lazy("Send the plan to the policing body"), 4, 30, DutyStep.COPY),
    UsualDate("return-1", gettext_lazy("Quarterly report on performance and grants: April to June"), 7, 31),
    UsualDate("assessment-begins", gettext_lazy("Strategic assessment begins"), 9, 1, DutyStep.ASSESSMENT),
    UsualDate("meeting", gettext_lazy("Public meeting with senior people of each authority"), 9, 30, DutyStep.MEETING),
    UsualDate("return-2", gettext_lazy("Quarterly report on performance and grants: July to September"), 10, 31),
    UsualDate("consultation", gettext_lazy("Consultation on the priorities begins"), 11, 1),
    UsualDate("scrutiny", gettext_lazy("Report to the crime and disorder committee"), 11, 30, DutyStep.SCRUTINY),
    UsualDate("budget", gettext_lazy("Budget bids for the next year"), 12, 1),
    UsualDate("assessment", gettext_lazy("Strategic assessment agreed"), 1, 31, DutyStep.ASSESSMENT),
    UsualDate("return-3", gettext_lazy("Quarterly report on performance and grants: October to December"), 1, 31),
    UsualDate("plan-committee", gettext_lazy("Plan to the committee"), 2, 28),
    UsualDate("plan", gettext_lazy("Plan revised and published, before 1 April"), 3, 31, DutyStep.PLAN),
)
