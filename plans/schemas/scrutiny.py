"""The shape of the scrutiny register as it is read: plain, typed and JSON-able. Dates are ISO text or null.

What depends on the day, such as "overdue", is not in it: readers work it out with the day they read on.
"""

from typing_extensions import TypedDict

from .plan import PartnershipDocument, WithheldDocument

SCRUTINY_SCHEMA = 1


class AttendanceDocument(TypedDict):
    organisation: str
    office: str
    presence: str


class MeetingDocument(TypedDict):
    held_on: str
    place: str
    about: str
    decided: str
    papers: str
    cancelled: bool
    attendance: list[AttendanceDocument]
    locator: str


class CommitteeDocument(TypedDict):
    name: str
    council: str
    designated: bool
    remit: str
    meetings: list[MeetingDocument]
    locator: str


class SubjectDocument(TypedDict):
    name: str
    committees: list[str]
    note: str
    locator: str


class FollowUpDocument(TypedDict):
    on: str
    text: str
    evidence: str
    carried_out: bool


class AddresseeDocument(TypedDict):
    organisation: str
    served_on: str
    answered_on: str | None
    response: str
    decision: str
    reasons: str
    progress: list[FollowUpDocument]


class RecommendationDocument(TypedDict):
    ref: str
    text: str
    about: str
    committee: str
    meeting: str | None
    visibility: str
    addressees: list[AddresseeDocument]
    locator: str


class ReferralDocument(TypedDict):
    committee: str
    area: str
    member: str
    matter: str
    tried: str
    referred_on: str
    decided_on: str | None
    outcome: str
    reasons: str
    visibility: str


class InformationRequestDocument(TypedDict):
    committee: str
    organisation: str
    asked_on: str
    answer_by: str
    what: str
    answered_on: str | None
    answer: str
    visibility: str


class MemberQuestionDocument(TypedDict):
    committee: str
    meeting: str
    asked_by: str
    asked_on: str
    question: str
    answered_on: str | None
    answered_by: str
    answer: str
    visibility: str


class ScrutinyDocument(TypedDict):
    schema: int
    audience: str
    partnership: PartnershipDocument
    committees: list[CommitteeDocument]
    subjects: list[SubjectDocument]
    recommendations: list[RecommendationDocument]
    referrals: list[ReferralDocument]
    information_requests: list[InformationRequestDocument]
    questions: list[MemberQuestionDocument]
    withheld: list[WithheldDocument]
