"""What a published plan and the scrutiny register say of one area.

An area is found by its name, so a sentence is shown with what was found: the reader can see what it is about.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.urls import reverse

from plans.documents.published_documents import PublishedDocuments
from plans.documents.related import Pair, PublicThing, plan_thing, things_of
from plans.models import Area, Partnership, SearchKind
from plans.public.pages import plan_path
from plans.schemas.plan import GroupDocument, PlanDocument, PriorityDocument
from plans.schemas.scrutiny import ReferralDocument
from plans.scrutiny.pages import RegisterView, reading

# Words that name a ward only where the text says so: “North and Park wards”, not “the north of the city”.
COMMON = {
    *("north", "south", "east", "west", "central", "centre", "rural", "city", "town", "park", "market", "castle"),
    *("abbey", "university", "college", "station", "bridge", "hill", "green"),
}
_BEFORE = re.compile(r"(?:^|[^\w])([A-Z][\w-]*)\s$")
_OPENING = {"The", "In", "At", "And", "For", "Of", "Wards", "Ward", "Across", "From"}
_AFTER = re.compile(r"\s(?!Wards?\b|And\b|Sector\b)[A-Z]\w")
# Further names, then what they are: “and Park wards”. Each word begins after a blank, so it is read in one way only.
_LISTED = re.compile(r"(?:,|\s+(?:and|with|&|[A-Z][\w’'-]*))*\s+(?i:wards?|sectors?|committees?)\b")
_WARDS = re.compile(r"\bwards?\b", re.IGNORECASE)
LONGEST = 220
NEAR = 300  # letters before and after a name that tell what it names


@dataclass(frozen=True)
class AreaMention:
    """A priority or action that names the area: where it stands in the plan, and the sentence."""

    ref: str
    title: str
    href: str
    words: str


def sentence_naming(text: str, names: Iterable[str]) -> str:
    """The first sentence of a text that names one of these areas, shortened; empty if none does."""
    text = " ".join(text.split())
    for name in names:
        if name not in text:
            continue
        common = set(re.findall(r"[a-z]+", name.casefold())) <= COMMON | {"and"}
        for found in re.finditer(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text):
            start, end = found.span()
            before, after = _BEFORE.search(text[max(0, start - NEAR) : start]), text[end : end + NEAR]
            part_of_a_name = (before and before[1] not in _OPENING) or _AFTER.match(after)
            if not part_of_a_name and (not common or _LISTED.match(after)):
                return _around(text, start, end)
    return ""


def _around(text: str, start: int, end: int) -> str:
    """The sentence around a name, cut at both sides where it is too long."""
    first = max(
        (text.rfind(mark, 0, start) + len(mark) for mark in (". ", "! ", "? ") if mark in text[:start]), default=0
    )
    last = next((at.end() for at in re.finditer(r"[.!?](?=\s|$)", text) if at.start() >= end), len(text))
    sentence = text[first:last]
    if len(sentence) <= LONGEST:
        return sentence
    at = max(0, start - first - LONGEST // 2)
    cut = sentence[at : at + LONGEST]
    return ("… " if at else "") + cut.strip() + (" …" if at + LONGEST < len(sentence) else "")


def named_in(content: PlanDocument, names: Sequence[str], code: str, path: str) -> list[AreaMention]:
    """The priorities and actions that name one of these areas or, by its code, have a target for it; in plan order."""
    found = []
    for priority in content["priorities"]:
        href = f"{path}priorities/{priority['ref']}/"
        targets = [target["name"] for target in priority["targets"] if target["area"] == code]
        if words := next(iter(targets), "") or _first(_texts(priority), names):
            found.append(AreaMention(priority["ref"], priority["title"], href, words))
        for action in priority["actions"]:
            texts = [action["title"], action["note"]]
            for milestone in action["milestones"]:
                texts += [milestone["text"], milestone["note"]]
            if words := _first(texts, names):
                found.append(AreaMention(action["ref"], action["title"], f"{href}#action-{action['ref']}", words))
    return found


def _texts(priority: PriorityDocument) -> list[str]:
    questions = [priority[key]["markdown"] for key in ("why", "aim", "approach", "success_measures", "data_sources")]
    return [priority["title"], *questions]


def _first(texts: Iterable[str], names: Sequence[str]) -> str:
    return next((words for text in texts if (words := sentence_naming(text, names))), "")


@dataclass(frozen=True)
class AreaInPlans:
    """One area in what its partnership published. `names` are its own and those of the sectors it lies in."""

    name: str
    code: str
    names: Sequence[str]
    published: PublishedDocuments
    today: dt.date

    @cached_property
    def plan(self) -> PlanDocument | None:
        """The plan in force, or else the latest."""
        day = self.today.isoformat()
        in_force = [c for c in self.published.plans if c["plan"]["period_start"] <= day <= c["plan"]["period_end"]]
        return next(iter(in_force or self.published.plans), None)

    @property
    def is_over(self) -> bool:
        """Whether the period of that plan has ended."""
        return self.plan is not None and self.plan["plan"]["period_end"] < self.today.isoformat()

    @property
    def named(self) -> list[tuple[PlanDocument, list[AreaMention]]]:
        """Each plan that names the area, with what names it."""
        found = [
            (content, named_in(content, self.names, self.code, plan_path(content))) for content in self.published.plans
        ]
        return [(content, rows) for content, rows in found if rows]

    @property
    def address(self) -> str:
        return plan_path(self.plan) if self.plan else ""

    @property
    def panels(self) -> list[GroupDocument]:
        """The panels and committees for the area, by their own name or by the wards they list."""
        return [
            group for group in self._local if group["name"] in self.names or sentence_naming(group["remit"], self.names)
        ]

    @property
    def wider_panels(self) -> list[GroupDocument]:
        """The panels of the plan shown whose remit speaks of no wards."""
        listed = self.plan["groups"] if self.plan else []
        return [group for group in self._local if group in listed and not _WARDS.search(group["remit"])]

    @property
    def _local(self) -> list[GroupDocument]:
        found = [group for content in self.published.plans for group in content["groups"] if group["kind"] == "panel"]
        return list({group["name"]: group for group in found}.values())

    @property
    def offices(self) -> PlanDocument | None:
        """The plan to take offices from: the one shown, or another that names any."""
        plans = [self.plan, *self.published.plans] if self.plan else []
        return next((content for content in plans if content["contacts"]), None)

    @property
    def read(self) -> RegisterView | None:
        """The register as it stands today."""
        return reading(self.published.register, self.today) if self.published.register else None

    @property
    def referrals(self) -> list[ReferralDocument]:
        """What councillors referred to the committee about the area."""
        register = self.published.register
        return [one for one in register["referrals"] if one["area"] == self.name] if register else []


def of_areas(slug: str, published: PublishedDocuments) -> Iterator[Pair]:
    """Each area with what names it in the plans; one query."""
    own = Partnership.objects.filter(slug=slug).values("areas")
    rows = Area.objects.filter(Q(area_set__partnership__slug=slug) | Q(pk__in=own)).select_related("area_set")
    areas = list(rows.defer("outline").order_by("area_set__slug", "position", "pk"))
    often = Counter(area.name for area in areas)
    for area in areas:
        title = f"{area.name} ({area.area_set.name})" if often[area.name] > 1 else area.name
        yield from of_area(slug, area, title, [area.name, *area.aliases], published.plans)


def of_area(slug: str, area: Area, title: str, names: list[str], plans: Iterable[PlanDocument]) -> Iterator[Pair]:
    """An area with the priorities and actions that name it or have a target for it, and with the plans of these and of
    the tables with figures of it."""
    here = PublicThing(SearchKind.AREA, title, reverse("area", args=[slug, area.code]))
    for content in plans:
        mentions = named_in(content, names, area.code, plan_path(content))
        if mentions or any(row["area"] == area.code for table in content["tables"] for row in table["rows"]):
            yield here, plan_thing(content)
        known = {one.address: one for one in things_of(content).values()} if mentions else {}
        yield from ((here, known[one.href]) for one in mentions)
