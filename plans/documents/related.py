"""What belongs together among the things that a partnership has published. Each pair is a link on both sides.

Rooms list under RELATED a rule: from the slug of a partnership and what it published last to pairs. What belongs to an
action is shown on the page of its priority.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from csp_portal.contributions import contributed
from csp_portal.pages.level_names import level_heading
from plans.models import SearchKind
from plans.schemas.plan import ActionDocument, PlanDocument, PriorityDocument

from .published_documents import PublishedDocuments, latest

# The headings of a list of what is related, in its order.
HEADINGS = {
    SearchKind.PRIORITY: _("Priorities"),
    SearchKind.ACTION: _("Actions"),
    SearchKind.INDICATOR: _("Indicators"),
    SearchKind.REPORT: _("Progress reports"),
    SearchKind.RECOMMENDATION: _("Recommendations"),
    SearchKind.PLAN: _("Plans"),
    SearchKind.AREA: _("Areas"),
}


class PublicThing(NamedTuple):
    """Something published with an address of its own."""

    kind: SearchKind
    title: str
    address: str


Pair = tuple[PublicThing, PublicThing]
Rule = Callable[[str, PublishedDocuments], Iterable[Pair]]


class RelatedGroup(NamedTuple):
    """The things of one kind that belong to a page."""

    heading: str
    things: list[PublicThing]


class RelatedPages:
    """The pairs of a partnership, read from each page."""

    def __init__(self, pairs: Iterable[Pair] = ()) -> None:
        self.pairs = list(dict.fromkeys(pairs))

    def of(self, address: str, but: Iterable[SearchKind] = ()) -> list[RelatedGroup]:
        """What belongs to the page at an address, by kind, without the kinds that the page shows already."""
        near = {there.address: there for there in self._beside(address)}
        groups = [
            RelatedGroup(str(heading), [one for one in near.values() if one.kind == kind])
            for kind, heading in HEADINGS.items()
            if kind not in but
        ]
        return [group for group in groups if group.things]

    def _beside(self, address: str) -> Iterator[PublicThing]:
        for one, other in self.pairs:
            for here, there in ((one, other), (other, one)):
                if _page(here.address) == address != _page(there.address):
                    yield there


def _page(address: str) -> str:
    return address.partition("#")[0]


def related_pages(slug: str) -> RelatedPages:
    """Everything that belongs together in what a partnership has published; as many queries however much that is."""
    published = latest(slug)
    return RelatedPages(pair for rule in contributed("RELATED") for pair in rule(slug, published))


def plan_thing(content: PlanDocument) -> PublicThing:
    head = content["plan"]
    address = reverse("plan", args=[content["partnership"]["slug"], head["slug"]])
    return PublicThing(SearchKind.PLAN, f"{head['title']} ({head['period']})", address)


def priority_thing(content: PlanDocument, priority: PriorityDocument) -> PublicThing:
    level = level_heading(content["partnership"], "priority")
    address = reverse("priority", args=[content["partnership"]["slug"], content["plan"]["slug"], priority["ref"]])
    title = f"{level} {priority['ref']}: {priority['title']} ({content['plan']['period']})"
    return PublicThing(SearchKind.PRIORITY, title, address)


def action_thing(content: PlanDocument, priority: PriorityDocument, action: ActionDocument) -> PublicThing:
    address = f"{priority_thing(content, priority).address}#action-{action['ref']}"
    title = f"{action['ref']} {action['title']} ({content['plan']['period']})"
    return PublicThing(SearchKind.ACTION, title, address)


def things_of(content: PlanDocument) -> dict[tuple[str, str], PublicThing]:
    """The priorities and actions of a plan, by their level and number."""
    found = {}
    for priority in content["priorities"]:
        found["priority", priority["ref"]] = priority_thing(content, priority)
        for action in priority["actions"]:
            found["action", action["ref"]] = action_thing(content, priority, action)
    return found
