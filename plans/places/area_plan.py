"""What a published plan and the scrutiny register say of one area.

An area is found by its name, so a sentence is shown with what was found: the reader can see what it is about.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from typing import NamedTuple

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
_ITEMS, _TAG = re.compile(r"</li>\s*<li>"), re.compile(r"<[^>]*>")
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
    return _naming(_on_one_line(text), names)


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _naming(line: str, names: Iterable[str]) -> str:
    """The same of a text on one line: a name that is a part of a longer one is passed over."""
    for name in names:
        if name not in line:
            continue
        common = set(re.findall(r"[a-z]+", name.casefold())) <= COMMON | {"and"}
        for found in re.finditer(rf"(?<![\w-]){re.escape(name)}(?![\w-])", line):
            start, end = found.span()
            before, after = _BEFORE.search(line[max(0, start - NEAR) : start]), line[end : end + NEAR]
            part_of_a_name = (before and before[1] not in _OPENING) or _AFTER.match(after)
            if not part_of_a_name and (not common or _LISTED.match(after)):
                return _around(line, start, end)
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


class PlanPart(NamedTuple):
    """A priority or action: where it stands, the areas and names of its targets, and its texts, each on one line."""

    ref: str
    title: str
    href: str
    targets: list[tuple[str, str]]
    lines: list[str]


SearchablePlan = tuple[PlanDocument, list[PlanPart]]


def parts_of(content: PlanDocument, path: str) -> list[PlanPart]:
    """The priorities and actions of a plan in its order, ready to be searched for many areas."""
    found = []
    for priority in content["priorities"]:
        href = f"{path}priorities/{priority['ref']}/"
        targets = [(target["area"], target["name"]) for target in priority["targets"]]
        found.append(_part(priority["ref"], priority["title"], href, targets, _texts(priority)))
        for action in priority["actions"]:
            texts = [action["title"], action["note"]]
            for milestone in action["milestones"]:
                texts += [milestone["text"], milestone["note"]]
            found.append(_part(action["ref"], action["title"], f"{href}#action-{action['ref']}", [], texts))
    return found


def _part(ref: str, title: str, href: str, targets: list[tuple[str, str]], texts: Iterable[str]) -> PlanPart:
    return PlanPart(ref, title, href, targets, [_on_one_line(text) for text in texts])


def named_in(parts: Iterable[PlanPart], names: Sequence[str], code: str) -> list[AreaMention]:
    """The priorities and actions that name one of these areas or, by its code, have a target for it; in plan order."""
    found = []
    for part in parts:
        words = next((name for area, name in part.targets if area == code), "") or _first(part.lines, names)
        if words:
            found.append(AreaMention(part.ref, part.title, part.href, words))
    return found


def _texts(priority: PriorityDocument) -> list[str]:
    questions = [priority[key]["html"] for key in ("why", "aim", "approach", "success_measures", "data_sources")]
    return [priority["title"], *map(_words, questions)]


def _words(html: str) -> str:
    """The words of a drawn text; items of a list are told apart by semicolons."""
    return unescape(_TAG.sub(" ", _ITEMS.sub("; ", html)))


def _first(lines: Iterable[str], names: Sequence[str]) -> str:
    return next((words for line in lines if (words := _naming(line, names))), "")


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
        plans = searchable(self.published.plans)
        found = [(content, named_in(parts, self.names, self.code)) for content, parts in plans]
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
    plans = searchable(published.plans)
    for area in areas:
        title = f"{area.name} ({area.area_set.name})" if often[area.name] > 1 else area.name
        yield from of_area(slug, area, title, [area.name, *area.aliases], plans)


def searchable(plans: Iterable[PlanDocument]) -> list[SearchablePlan]:
    return [(content, parts_of(content, plan_path(content))) for content in plans]


def of_area(slug: str, area: Area, title: str, names: list[str], plans: Iterable[SearchablePlan]) -> Iterator[Pair]:
    """An area with the priorities and actions that name it or have a target for it, and with the plans of these and of
    the tables with figures of it."""
    here = PublicThing(SearchKind.AREA, title, reverse("area", args=[slug, area.code]))
    for content, parts in plans:
        mentions = named_in(parts, names, area.code)
        if mentions or any(row["area"] == area.code for table in content["tables"] for row in table["rows"]):
            yield here, plan_thing(content)
        known = {one.address: one for one in things_of(content).values()} if mentions else {}
        yield from ((here, known[one.href]) for one in mentions)
