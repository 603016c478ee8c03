"""A part of a Word document as a priority of the plan, and the questions that headings inside it answer."""

import re
from collections.abc import Callable
from typing import Any

from plans.editing.word import PartKind
from plans.models import Plan
from priorities.models import Priority

from .pasting_plans import name_parts, next_ref

_PRIORITY = re.compile(r"(?:priority|objective)\s+\d+[a-z]?(?![\w.]*\w)\s*[:.)–—-]?\s*\w", re.IGNORECASE)
_ASKED = {
    "why": r"\bwhy\b|rationale|what (do )?we know",
    "aim": r"hope to|\baims?\b|want to achieve",
    "approach": r"approach|how (will|do) we|what (will|are) we (going to )?do\b",
    "success_measures": r"success|measures?\b",
    "data_sources": r"\bdata\b|evidence",
}


def values(plan: Plan, heading: str) -> dict[str, Any]:
    """The number and title in a heading such as “Priority 1: Burglary”; without a number, the next that is free."""
    ref, title = name_parts(heading)
    return {"ref": ref or next_ref(plan.priorities.values_list("ref", flat=True)), "title": title or heading}


def is_priority(heading: str) -> bool:
    return bool(_PRIORITY.match(heading))


def _asks(name: str) -> Callable[[str], bool]:
    """Whether a heading is the question of a field, in the order of the fields: of measures, not of an approach."""

    def is_meant(heading: str) -> bool:
        order = ("success_measures", "data_sources", "why", "aim", "approach")
        return next((one for one in order if re.search(_ASKED[one], heading, re.IGNORECASE)), "") == name

    return is_meant


def _question(name: str) -> tuple[str, Any, Callable[[str], bool]]:
    column: Any = Priority._meta.get_field(name)
    return name, column.verbose_name, _asks(name)


DOCUMENT_PARTS = (PartKind("priorities", "title", "why", is_priority, values, tuple(map(_question, _ASKED))),)
