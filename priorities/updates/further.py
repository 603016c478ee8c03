"""What apps to the right ask leads in a round too, on the same page and by the same link: figures that are due."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.http import QueryDict

from csp_portal.contributions import contributed
from plans.models import Organisation, Plan
from priorities.models import LeadRequest


@dataclass(frozen=True)
class FurtherQuestion:
    """A question that a lead was asked: what about, what they gave, and what has become of that."""

    name: str
    said: str
    state: str


class FurtherAnswer(Protocol):
    """The questions of one lead on the page where they answer, with what was typed."""

    def __len__(self) -> int: ...  # how many questions

    @property
    def html(self) -> str: ...

    @property
    def errors(self) -> list[tuple[str, str]]: ...  # the field, and a sentence

    @property
    def typed(self) -> list[tuple[str, str]]: ...  # what it is about, and the text

    def store(self) -> list[tuple[str, str, str]]: ...  # what, before and after, of each that was stored


class FurtherQuestions(Protocol):
    """What an app lists under LEAD_QUESTIONS. Each costs the same number of queries whatever it finds."""

    def due(self, plan: Plan, today: dt.date) -> dict[Organisation, list[Any]]: ...  # in words by `str`

    def ask(self, questions: Sequence[tuple[LeadRequest, Any]]) -> None: ...

    def asked(self, leads: Iterable[LeadRequest]) -> list[tuple[LeadRequest, FurtherQuestion]]: ...

    def answer(self, lead: LeadRequest, posted: QueryDict | None) -> FurtherAnswer: ...


def sources() -> tuple[FurtherQuestions, ...]:
    return contributed("LEAD_QUESTIONS")


def asked_too(leads: Iterable[LeadRequest]) -> dict[int, list[FurtherQuestion]]:
    """What else each lead was asked, by the key of the lead."""
    leads, found = list(leads), defaultdict(list)
    for source in sources():
        for lead, question in source.asked(leads):
            found[lead.pk].append(question)
    return found
