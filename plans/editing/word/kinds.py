"""What a part of a document can become: rows of the tables that rooms contribute, or text of the part above."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from csp_portal.contributions import contributed
from csp_portal.pages.languages import Words
from plans.models import Plan

ABOVE, LEFT_OUT = "above", "out"


@dataclass(frozen=True)
class PartKind:
    """One kind of rows that the parts of a document become.

    `is_meant` says of a heading that it is one; `values` are the fields that its heading gives, of which `heading`
    takes it; the text below goes into the field `text`. `questions` are fields that a heading further down may fill:
    each with its words for people, and what tells a heading that it is meant.
    """

    table: str
    heading: str
    text: str
    is_meant: Callable[[str], bool]
    values: Callable[[Plan, str], dict[str, Any]]
    questions: tuple[tuple[str, Words, Callable[[str], bool]], ...] = ()

    def question_of(self, heading: str) -> str:
        """The field that a heading asks for; empty if it is none of them."""
        return next((name for name, _label, is_meant in self.questions if is_meant(heading)), "")


@cache
def part_kinds() -> dict[str, PartKind]:
    """What parts can become, by the table that they go to. The first is what a heading becomes if nothing says more."""
    return {kind.table: kind for kind in contributed("DOCUMENT_PARTS")}
