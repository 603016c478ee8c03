"""What a search finds of a partnership, its plans and its scrutiny, read from what is published."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.urls import reverse

from csp_portal.formats.markdown import to_words
from plans.documents.published_documents import as_latest, newest_texts
from plans.models import Area, Partnership, SearchKind
from plans.places.successors import TO_NEWER, ended_words, successors_of
from plans.schemas.plan import ActionDocument, PlanDocument, PriorityDocument
from plans.schemas.scrutiny import RecommendationDocument


class Entry(NamedTuple):
    """Something with a public address: its name, its words, and where it is read."""

    kind: SearchKind
    title: str
    text: str
    address: str


def of_partnership(partnership: Partnership) -> Iterator[Entry]:
    """The partnership, its areas, its plans with their priorities and actions, and recommendations made to it."""
    places = partnership.areas.values_list("name", flat=True)
    text = _joined([partnership.place, partnership.get_kind_display(), *places])
    address = reverse("partnership", args=[partnership.slug])
    yield Entry(SearchKind.PARTNERSHIP, partnership.name, text, address)
    areas = Area.objects.filter(area_set__partnership=partnership).select_related("area_set").defer("outline")
    for area in areas.prefetch_related(TO_NEWER):
        ended = ended_words(area, [newer.name for newer in successors_of(area)])
        words = _joined([ended, partnership.place, area.area_set.name, area.code, *area.aliases])
        yield Entry(SearchKind.AREA, area.name, words, reverse("area", args=[partnership.slug, area.code]))
    published = (rows.values_list("content", flat=True) for rows in newest_texts(partnership))
    documents = as_latest(content for contents in published for content in contents)
    for plan in documents.plans:
        yield from _of_plan(partnership.slug, plan)
    for one in documents.register["recommendations"] if documents.register else []:
        yield _recommendation(partnership.slug, one)


def _of_plan(slug: str, plan: PlanDocument) -> Iterator[Entry]:
    """A published plan with its priorities and their actions, each at its own address."""
    head = plan["plan"]
    address = reverse("plan", args=[slug, head["slug"]])
    sections = [words for one in plan["sections"] for words in (one["heading"], to_words(one["body"]["markdown"]))]
    words = _joined([head["period"], head["edition"], head.get("plain_answer", ""), *sections])
    yield Entry(SearchKind.PLAN, f"{head['title']} ({head['period']})", words, address)
    for priority in plan["priorities"]:
        page = reverse("priority", args=[slug, head["slug"], priority["ref"]])
        yield Entry(SearchKind.PRIORITY, priority["title"], _joined([head["period"], *_of_priority(priority)]), page)
        for action in priority["actions"]:
            said = _joined([action["ref"], head["period"], *_of_action(action)])
            yield Entry(SearchKind.ACTION, action["title"], said, f"{page}#action-{action['ref']}")


def _of_priority(priority: PriorityDocument) -> Iterator[str]:
    """The answers to the questions of a priority, its lead and its targets."""
    yield priority.get("plain_answer", "")
    for said in (priority["why"], priority["aim"], priority["approach"], priority["success_measures"]):
        yield to_words(said["markdown"])
    yield priority["lead"]
    yield from priority["lead_organisations"]
    yield from (target["name"] for target in priority["targets"])


def _of_action(action: ActionDocument) -> Iterator[str]:
    yield action.get("outcome", "")
    yield from (name for said in action["organisations"] for name in (said["as_printed"], *said["organisations"]))
    yield from (milestone["text"] for milestone in action["milestones"])


def _recommendation(slug: str, said: RecommendationDocument) -> Entry:
    organisations = [one["organisation"] for one in said["addressees"]]
    words = _joined([said["ref"], said["about"], said["committee"], *organisations])
    address = reverse("recommendation", args=[slug, said["ref"]])
    return Entry(SearchKind.RECOMMENDATION, said["text"], words, address)


def _joined(words: Iterable[str]) -> str:
    """Words after one another, without those that are empty or repeat."""
    return " · ".join(dict.fromkeys(filter(None, words)))
