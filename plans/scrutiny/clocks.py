"""The clocks of scrutiny, with the day given: what is due, overdue, answered, carried out; when to meet again.

Crime and Disorder (Overview and Scrutiny) Regulations 2009 (SI 2009/942), as they apply in England: a response to a
recommendation is made in writing within 28 days of the report, or as soon as reasonably possible after, and the
committee meets to carry out this work at least once in every twelve months.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from enum import Enum

from csp_portal.formats.dates import months_after
from plans.schemas.scrutiny import (
    AddresseeDocument,
    CommitteeDocument,
    InformationRequestDocument,
    MemberQuestionDocument,
    RecommendationDocument,
    SubjectDocument,
)

RESPONSE_DAYS = 28
WARN_AFTER_MONTHS = 11


class AnswerState(Enum):
    """How an answer stands, worst first. `css` is the shape and colour that stands beside the word."""

    OVERDUE = "Overdue", "wrong"
    ANSWERED_LATE = "Answered late", "behind"
    DUE = "Due", "none"
    ANSWERED = "Answered", "on"
    CARRIED_OUT = "Carried out", "ahead"

    @property
    def label(self) -> str:
        return self.value[0]

    @property
    def css(self) -> str:
        return self.value[1]

    @property
    def is_open(self) -> bool:
        return self in (AnswerState.OVERDUE, AnswerState.DUE)


def due_on(served_on: dt.date) -> dt.date:
    """The last day for a written response: 28 calendar days after the day on which it was served.

    >>> due_on(dt.date(2008, 11, 13))
    datetime.date(2008, 12, 11)
    """
    return served_on + dt.timedelta(days=RESPONSE_DAYS)


def _answer_state(due: dt.date, answered_on: str | None, today: dt.date) -> AnswerState:
    if answered_on is None:
        return AnswerState.OVERDUE if today > due else AnswerState.DUE
    return AnswerState.ANSWERED_LATE if dt.date.fromisoformat(answered_on) > due else AnswerState.ANSWERED


def state_of(addressee: AddresseeDocument, today: dt.date) -> AnswerState:
    """How the answer of one addressee stands. What was carried out is carried out, also when it was answered late."""
    if any(step["carried_out"] for step in addressee["progress"]):
        return AnswerState.CARRIED_OUT
    return _answer_state(due_on(dt.date.fromisoformat(addressee["served_on"])), addressee["answered_on"], today)


def days_left(addressee: AddresseeDocument, today: dt.date) -> int:
    """Days until the answer is due; negative when it is overdue."""
    return (due_on(dt.date.fromisoformat(addressee["served_on"])) - today).days


def request_state(request: InformationRequestDocument, today: dt.date) -> AnswerState:
    """How an information request stands: its own date counts, not 28 days."""
    return _answer_state(dt.date.fromisoformat(request["answer_by"]), request["answered_on"], today)


def worst(recommendation: RecommendationDocument, today: dt.date) -> AnswerState | None:
    """The state that a committee must know first; None while nobody has been served."""
    states = [state_of(addressee, today) for addressee in recommendation["addressees"]]
    return min(states, key=list(AnswerState).index) if states else None


def exceptions_first(recommendations: list[RecommendationDocument], today: dt.date) -> list[RecommendationDocument]:
    """The register in the order in which a committee needs it: overdue first, carried out last, then by number."""
    order = list(AnswerState)
    return sorted(recommendations, key=lambda one: order.index(worst(one, today) or AnswerState.DUE))


def counted(recommendations: list[RecommendationDocument], today: dt.date) -> dict[AnswerState, int]:
    """How many answers stand in which state, worst first; states that none is in are left out."""
    counts = Counter(state_of(addressee, today) for one in recommendations for addressee in one["addressees"])
    return {state: counts[state] for state in AnswerState if counts[state]}


def unanswered(questions: list[MemberQuestionDocument]) -> list[MemberQuestionDocument]:
    """Questions of members without a written answer."""
    return [question for question in questions if question["answered_on"] is None]


@dataclass(frozen=True)
class MeetingGap:
    """How long the crime and disorder committee has not met. `warns` from eleven months on; `over` after twelve."""

    last: dt.date | None
    next: dt.date | None
    meet_by: dt.date | None
    warns: bool
    over: bool


def meeting_gap(committees: list[CommitteeDocument], today: dt.date) -> MeetingGap | None:
    """When the designated committee met last and meets next; None when no committee is designated."""
    designated = [committee for committee in committees if committee["designated"]]
    if not designated:
        return None
    held = [
        dt.date.fromisoformat(meeting["held_on"])
        for committee in designated
        for meeting in committee["meetings"]
        if not meeting["cancelled"]
    ]
    last = max((day for day in held if day <= today), default=None)
    coming = min((day for day in held if day > today), default=None)
    if last is None:
        return MeetingGap(None, coming, None, warns=True, over=False)
    meet_by = months_after(last, 12)
    return MeetingGap(last, coming, meet_by, warns=today >= months_after(last, WARN_AFTER_MONTHS), over=today > meet_by)


def gaps(subjects: list[SubjectDocument]) -> list[SubjectDocument]:
    """Work that no committee looks at."""
    return [subject for subject in subjects if not subject["committees"]]


def overlaps(subjects: list[SubjectDocument]) -> list[SubjectDocument]:
    """Work that several committees look at."""
    return [subject for subject in subjects if len(subject["committees"]) > 1]
