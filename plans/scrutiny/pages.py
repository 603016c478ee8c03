"""What the scrutiny pages show, worked out from the register's document and the day."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _, ngettext

from csp_portal.formats.spreadsheets.book import Cell
from plans.models import Presence, ReferralOutcome, ResponseDecision
from plans.schemas.scrutiny import (
    AddresseeDocument,
    InformationRequestDocument,
    MeetingDocument,
    RecommendationDocument,
    ScrutinyDocument,
)

from . import clocks
from .clocks import AnswerState, MeetingGap

CSV_COLUMNS = [
    *("recommendation", "text", "about", "committee", "meeting", "addressee", "served on", "due on", "state"),
    *("answered on", "days late", "decision", "response", "reasons", "last progress on", "last progress", "evidence"),
]


@dataclass(frozen=True)
class DatedAddressee:
    """An addressee with its last day and how its answer stands on the day."""

    said: AddresseeDocument
    due_on: dt.date
    state: AnswerState
    days: int

    @property
    def clock(self) -> str:
        """How long there is still time, or by how much it is or was missed, in words."""
        if self.state is AnswerState.OVERDUE:
            return ngettext("%(days)s day overdue", "%(days)s days overdue", -self.days) % {"days": -self.days}
        if self.state is AnswerState.DUE and not self.days:
            return _("due today")
        if self.state is AnswerState.DUE:
            return ngettext("%(days)s day left", "%(days)s days left", self.days) % {"days": self.days}
        if late := self.days_late:
            return ngettext("answered %(days)s day late", "answered %(days)s days late", late) % {"days": late}
        return ""

    @property
    def days_late(self) -> int | None:
        """By how many days the answer missed its last day; None when it did not, or there is none yet."""
        answered = self.said["answered_on"]
        late = (dt.date.fromisoformat(answered) - self.due_on).days if answered else 0
        return late if late > 0 else None

    @property
    def decision(self) -> str:
        return ResponseDecision(self.said["decision"]).label if self.said["decision"] else ""


@dataclass(frozen=True)
class DatedRecommendation:
    """A recommendation with its addressees on the day."""

    said: RecommendationDocument
    state: AnswerState | None
    addressees: list[DatedAddressee]

    @property
    def meeting_anchor(self) -> str:
        """Where the meeting that made it is on the page of scrutiny."""
        return _anchor(self.said["committee"], self.said["meeting"] or "")


@dataclass(frozen=True)
class DatedMeeting:
    """A meeting with its committee, and the public recommendations that were made there."""

    committee: str
    on: dt.date
    said: MeetingDocument
    recommendations: list[dict[str, str]] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        return _anchor(self.committee, self.on.isoformat())


def _anchor(committee: str, day: str) -> str:
    return f"meeting-{day}-{slugify(committee)}"


@dataclass(frozen=True)
class RegisterView:
    """The register as it stands on a day."""

    doc: ScrutinyDocument
    today: dt.date
    answer: str
    counts: dict[AnswerState, int]
    recommendations: list[DatedRecommendation]
    requests: list[tuple[InformationRequestDocument, AnswerState]]
    coming: list[DatedMeeting]
    held: list[DatedMeeting]
    gap: MeetingGap | None
    presences: dict[str, str]
    outcomes: dict[str, str]
    response_days: int = clocks.RESPONSE_DAYS


def reading(doc: ScrutinyDocument, today: dt.date) -> RegisterView:
    """Everything the overview and the register show."""
    meetings = sorted(
        (
            DatedMeeting(
                committee["name"],
                dt.date.fromisoformat(meeting["held_on"]),
                meeting,
                _made_at(doc, committee["name"], meeting["held_on"]),
            )
            for committee in doc["committees"]
            for meeting in committee["meetings"]
        ),
        key=lambda meeting: meeting.on,
    )
    counts = clocks.counted(doc["recommendations"], today)
    gap = clocks.meeting_gap(doc["committees"], today)
    return RegisterView(
        doc=doc,
        today=today,
        answer=answer(counts, len(doc["recommendations"]), gap),
        counts=counts,
        recommendations=[judged(one, today) for one in clocks.exceptions_first(doc["recommendations"], today)],
        requests=[(one, clocks.request_state(one, today)) for one in doc["information_requests"]],
        coming=[meeting for meeting in meetings if meeting.on >= today],
        held=[meeting for meeting in reversed(meetings) if meeting.on < today],
        gap=gap,
        presences=dict(Presence.choices),
        outcomes=dict(ReferralOutcome.choices),
    )


def _made_at(doc: ScrutinyDocument, committee: str, day: str) -> list[dict[str, str]]:
    """Number and address of each public recommendation that a meeting made."""
    slug = doc["partnership"]["slug"]
    return [
        {"ref": one["ref"], "href": reverse("recommendation", args=[slug, one["ref"]])}
        for one in doc["recommendations"]
        if (one["committee"], one["meeting"], one["visibility"]) == (committee, day, "public")
    ]


def judged(one: RecommendationDocument, today: dt.date) -> DatedRecommendation:
    """One recommendation on a day."""
    return DatedRecommendation(
        one,
        clocks.worst(one, today),
        [
            DatedAddressee(
                said=addressee,
                due_on=clocks.due_on(dt.date.fromisoformat(addressee["served_on"])),
                state=clocks.state_of(addressee, today),
                days=clocks.days_left(addressee, today),
            )
            for addressee in one["addressees"]
        ],
    )


def answer(counts: dict[AnswerState, int], recommendations: int, gap: MeetingGap | None) -> str:
    """The plain answer on top: did the partnership answer, and does the committee meet?"""
    if not recommendations:
        first = _("No recommendation has been published yet.")
    else:
        asked = sum(counts.values())
        parts = [_("%(num)s %(state)s") % {"num": num, "state": state.label.lower()} for state, num in counts.items()]
        first = ngettext(
            "%(num)s answer was requested: %(parts)s.", "%(num)s answers were requested: %(parts)s.", asked
        ) % {"num": asked, "parts": ", ".join(parts)}
    return f"{first} {_meets(gap)}".strip()


def _meets(gap: MeetingGap | None) -> str:
    """When the committee met last and, when that is long ago, by when it must meet again; empty without one."""
    if gap is None:
        return ""
    if gap.last is None or gap.meet_by is None:
        return _("No meeting of the crime and disorder committee has been recorded.")
    words = {"last": f"{gap.last:%-d %B %Y}", "by": f"{gap.meet_by:%-d %B %Y}"}
    if gap.over:
        return _("The crime and disorder committee last met on %(last)s: more than twelve months ago.") % words
    if gap.warns:
        return _("The crime and disorder committee last met on %(last)s and must meet again by %(by)s.") % words
    return _("The crime and disorder committee last met on %(last)s.") % words


def csv_rows(doc: ScrutinyDocument, today: dt.date) -> Iterator[list[Cell]]:
    """One row for each addressee; a recommendation that nobody was served with has one row without addressee."""
    for recommendation in doc["recommendations"]:
        one = judged(recommendation, today)
        head = [one.said[key] for key in ("ref", "text", "about", "committee", "meeting")]
        for addressee in one.addressees:
            said = addressee.said
            last = said["progress"][-1] if said["progress"] else None
            yield [
                *head,
                said["organisation"],
                _day(said["served_on"]),
                addressee.due_on,
                addressee.state.label,
                _day(said["answered_on"]),
                addressee.days_late,
                addressee.decision,
                said["response"],
                said["reasons"],
                last and _day(last["on"]),
                last and last["text"],
                last and last["evidence"],
            ]
        if not one.addressees:
            yield [*head, *[None] * (len(CSV_COLUMNS) - len(head))]


def _day(said: str | None) -> dt.date | None:
    return dt.date.fromisoformat(said) if said else None
