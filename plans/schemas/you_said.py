"""The shape of the register “You said, we did”. Dates are ISO text or null; feedback is named by the keys of what is
published, so that words which are taken back stay in no version."""

from typing_extensions import TypedDict

from .plan import PartnershipDocument

YOU_SAID_SCHEMA = 1


class OfPlan(TypedDict):
    """A plan and, in it, a consultation, priority or action; empty when the whole plan is meant."""

    slug: str
    title: str
    consultation: str
    priority: str
    action: str


class QuestionAsked(TypedDict):
    committee: str
    meeting: str
    question: str


class YouSaidDocument(TypedDict):
    said: str
    heard_from: str
    source: str
    feedback: list[int]
    consultation: OfPlan | None
    member_question: QuestionAsked | None
    decided: str
    what: str
    because: str
    decided_on: str | None
    about: OfPlan | None


class YouSaidRegister(TypedDict):
    schema: int
    partnership: PartnershipDocument
    entries: list[YouSaidDocument]
