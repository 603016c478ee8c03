"""Documents to export: one in which every field that a plan can have says something of its own."""

import datetime as dt
from itertools import count
from types import NoneType, UnionType
from typing import Any, NotRequired, get_args, get_origin

from typing_extensions import get_type_hints, is_typeddict

from plans.exports.shape import PublishedText
from plans.schemas.plan import PlanDocument

DATES = {
    *("starts_on", "ends_on", "opens_on", "closes_on", "completed_on", "status_on", "on", "review_by", "quarter"),
    *("start", "end", "period_start", "period_end"),
    *("baseline_start", "baseline_end", "due_start", "due_end"),
}
NUMBERS = {"value", "baseline", "cost", "allocated", "spent", "amount"}


def full_document() -> PlanDocument:
    """Every list has two rows; no two values are the same."""
    numbers = count(1)

    def fill(kind: Any, key: str) -> Any:
        if get_origin(kind) is NotRequired:
            return fill(get_args(kind)[0], key)
        if get_origin(kind) is UnionType:
            return fill(next(one for one in get_args(kind) if one is not NoneType), key)
        if is_typeddict(kind):
            hints = get_type_hints(kind, include_extras=True)
            return {name: fill(hint, name) for name, hint in hints.items()}
        if get_origin(kind) is list:
            return [fill(get_args(kind)[0], key) for _ in range(2)]
        if get_origin(kind) is dict:
            return {f"key{next(numbers)}": f"word{next(numbers)}"}
        if kind is bool:
            return True
        number = next(numbers)
        if kind is int:
            return 10_000 + number
        if key in DATES:
            return (dt.date(2001, 1, 1) + dt.timedelta(number)).isoformat()
        return f"{10_000 + number}.25" if key in NUMBERS else f"{key}-word{number}"

    return fill(PlanDocument, "")


def small_document() -> PlanDocument:
    """A document with a line of funding and no other list."""
    document = full_document()
    emptied = {name: [] for name, value in document.items() if isinstance(value, list)}
    funding = document["funding"][:1]
    return {**document, **emptied, "assessment": {"criteria": [], "issues": []}, "funding": funding}


def published(document: Any, day: dt.date | None = dt.date(2026, 11, 28)) -> PublishedText:
    return PublishedText(document, 2, day, "A new target", "https://portal.example/anytown/plans/2020-2023/v2/")
