"""The overview that a plan opens with: how its actions go, and each priority as a card. Pure functions of the document.

What figures say of a priority is given; it stands beside the document.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from csp_portal.formats.numbers import pounds
from plans.public.plain_answers import plain_answer
from plans.schemas.plan import ActionDocument, FundingDocument, PlanDocument, PriorityDocument

MOST_NAMED = 2  # leads on a card; the priority's own page has them all


class StatusCount(NamedTuple):
    """A status of actions in words, its shape and colour, and how many actions have it."""

    label: str
    css: str
    number: int


class PriorityCard(NamedTuple):
    """A priority at a glance. What the plan does not say is empty."""

    priority: PriorityDocument
    address: str
    going: str
    statuses: list[StatusCount]
    money: str
    who: str


class Neighbour(NamedTuple):
    """The priority before or after another."""

    title: str
    address: str


def status_counts(actions: Iterable[ActionDocument]) -> list[StatusCount]:
    """How many actions have each reported status, in the order in which the statuses are met."""
    counts = Counter((one["status_label"], one["status_css"]) for one in actions if one.get("status"))
    return [StatusCount(label, css, count) for (label, css), count in counts.items()]


def every_action(content: PlanDocument) -> list[ActionDocument]:
    """The actions of all priorities."""
    return [action for priority in content["priorities"] for action in priority["actions"]]


def priority_address(content: PlanDocument, base: str, priority: PriorityDocument) -> str:
    """The page of a priority below `base`; one that is not public has none and stands on the page of the plan."""
    return f"#priority-{priority['ref']}" if priority.get("visibility") else f"{base}priorities/{priority['ref']}/"


def cards(content: PlanDocument, said: Mapping[str, str], base: str) -> list[PriorityCard]:
    """Each priority in the order of the plan. `said` is what figures say of it, by reference."""
    return [
        PriorityCard(
            priority,
            priority_address(content, base, priority),
            answer.sentence if (answer := plain_answer(priority, dict(said))) else "",
            status_counts(priority["actions"]),
            _money([line for line in content["funding"] if line["priority"] == priority["ref"]]),
            _who(priority),
        )
        for priority in content["priorities"]
    ]


def neighbours(content: PlanDocument, ref: str, base: str) -> tuple[Neighbour | None, Neighbour | None]:
    """The public priorities before and after one; None at an end."""
    public = [one for one in content["priorities"] if not one.get("visibility")]
    at = next(number for number, one in enumerate(public) if one["ref"] == ref)
    near = [public[number] if 0 <= number < len(public) else None for number in (at - 1, at + 1)]
    before, after = (
        one and Neighbour(f"{one['ref']} {one['title']}", priority_address(content, base, one)) for one in near
    )
    return before, after


def _money(lines: list[FundingDocument]) -> str:
    """What is allocated to a priority, added up; a line in words is named, never counted as nothing."""
    amounts = [Decimal(line["allocated"]) for line in lines if line["allocated"] is not None]
    words = list(dict.fromkeys(line["in_words"] for line in lines if line["allocated"] is None and line["in_words"]))
    total = [pounds(sum(amounts, Decimal(0)))] if amounts else []
    return "; ".join([*total, *words])


def _who(priority: PriorityDocument) -> str:
    """Who leads: as the priority says, else those who lead its actions, the first few by name."""
    if named := priority["lead"] or ", ".join(priority["lead_organisations"]):
        return named
    leads = [
        part["as_printed"] for one in priority["actions"] for part in one["organisations"] if part["role"] == "lead"
    ]
    different = list(dict.fromkeys(leads))
    more = len(different) - MOST_NAMED
    names = ", ".join(different[:MOST_NAMED])
    return _("%(names)s and %(num)s more") % {"names": names, "num": more} if more > 0 else names
