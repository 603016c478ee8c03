"""Partnerships, their plans, and what is in the newest version of a plan."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models.fields.json import KT
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Router, Schema

from csp_portal.pages.live_pages import NotFound
from plans.documents.newest_versions import newest_ids
from plans.models import Partnership, PlanVersion
from plans.public.live import find_partnership
from plans.schemas.plan import ActionDocument, MilestoneDocument, PlanDocument, PriorityDocument, TargetDocument

from .paging import Page, Paged, page_of

router = Router(tags=["Plans"])
PARTNERSHIP = "/partnerships/{slug:partnership}"
PLAN = PARTNERSHIP + "/plans/{slug:plan}"


class PartnershipItem(Schema):
    slug: str
    name: str
    place: str
    kind: str
    jurisdiction: str
    closed_on: dt.date | None
    page: str


class VersionItem(Schema):
    """A published version; `checksum` is the SHA-256 of its canonical JSON, `kind` consultation or final."""

    plan: str
    number: int
    kind: str
    title: str
    period: str
    published_at: dt.datetime
    checksum: str
    page: str


class PriorityItem(Schema):
    plan: str
    version: int
    priority: PriorityDocument


class ActionItem(Schema):
    plan: str
    version: int
    priority_ref: str
    action: ActionDocument


class MilestoneItem(Schema):
    plan: str
    version: int
    priority_ref: str
    action_ref: str
    milestone: MilestoneDocument


class TargetItem(Schema):
    plan: str
    version: int
    priority_ref: str
    target: TargetDocument


@router.get("/partnerships", response=Page[PartnershipItem])
def partnerships(request: HttpRequest, paging: Paged) -> dict[str, Any]:
    """Every partnership, by its slug."""
    rows = Partnership.objects.order_by("slug")
    return page_of(request, [_partnership(row) for row in rows], lambda item: item["slug"], paging)


@router.get(PARTNERSHIP, response=PartnershipItem)
def partnership(request: HttpRequest, partnership: str) -> dict[str, Any]:
    """One partnership."""
    return _partnership(find_partnership(partnership))


@router.get(PARTNERSHIP + "/plans", response=Page[VersionItem])
def plans(request: HttpRequest, partnership: str, paging: Paged) -> dict[str, Any]:
    """The newest version of each published plan, latest period first."""
    rows = _versions(find_partnership(partnership)).filter(pk__in=newest_ids())
    rows = rows.order_by("-plan__period_start", "plan__slug")
    return page_of(request, [_version(row) for row in rows], lambda item: item["plan"], paging)


@router.get(PLAN + "/versions", response=Page[VersionItem])
def versions(request: HttpRequest, partnership: str, plan: str, paging: Paged) -> dict[str, Any]:
    """Every published version of a plan, newest first."""
    rows = _versions(find_partnership(partnership)).filter(plan__slug=plan).order_by("-number")
    found = [_version(row) for row in rows]
    if not found:
        raise _no_plan(partnership, plan)
    return page_of(request, found, lambda item: str(item["number"]), paging)


@router.get(PLAN + "/versions/{number:number}", response=PlanDocument)
def version(request: HttpRequest, partnership: str, plan: str, number: int) -> PlanDocument:
    """The whole text of a version, as in plan.json; its format is at /data/plan.schema.json."""
    return _document(partnership, plan, number=number)[1]


@router.get(PLAN + "/priorities", response=Page[PriorityItem])
def priorities(request: HttpRequest, partnership: str, plan: str, paging: Paged) -> dict[str, Any]:
    """The priorities of the newest version, with their targets and actions."""
    number, content = _document(partnership, plan)
    items = [{"plan": plan, "version": number, "priority": one} for one in content["priorities"]]
    return page_of(request, items, lambda item: item["priority"]["ref"], paging)


@router.get(PLAN + "/actions", response=Page[ActionItem])
def actions(request: HttpRequest, partnership: str, plan: str, paging: Paged) -> dict[str, Any]:
    """The actions of the newest version, each with its milestones."""
    number, content = _document(partnership, plan)
    items = [
        {"plan": plan, "version": number, "priority_ref": ref, "action": action} for ref, action in _actions(content)
    ]
    return page_of(request, items, lambda item: item["action"]["ref"], paging)


@router.get(PLAN + "/milestones", response=Page[MilestoneItem])
def milestones(request: HttpRequest, partnership: str, plan: str, paging: Paged) -> dict[str, Any]:
    """The milestones of the newest version."""
    number, content = _document(partnership, plan)
    items = [
        {"plan": plan, "version": number, "priority_ref": ref, "action_ref": action["ref"], "milestone": one}
        for ref, action in _actions(content)
        for one in action["milestones"]
    ]
    return page_of(request, items, lambda item: f"{item['action_ref']} {item['milestone']['ref']}", paging)


@router.get(PLAN + "/targets", response=Page[TargetItem])
def targets(request: HttpRequest, partnership: str, plan: str, paging: Paged) -> dict[str, Any]:
    """The targets of the newest version, as they are in the plan."""
    number, content = _document(partnership, plan)
    items = [
        {"plan": plan, "version": number, "priority_ref": priority["ref"], "target": one}
        for priority in content["priorities"]
        for one in priority["targets"]
    ]
    keys = {id(item): str(place) for place, item in enumerate(items)}
    return page_of(request, items, lambda item: keys[id(item)], paging)


def _partnership(row: Partnership) -> dict[str, Any]:
    columns = ("slug", "name", "place", "kind", "jurisdiction", "closed_on")
    return {name: getattr(row, name) for name in columns} | {"page": reverse("partnership", args=[row.slug])}


def _versions(partnership: Partnership) -> Any:
    """The versions of plans that are not withdrawn, without their texts."""
    rows = PlanVersion.objects.filter(plan__partnership=partnership, plan__withdrawn_at=None)
    heads = {"title": KT("content__plan__title"), "period": KT("content__plan__period")}
    return rows.select_related("plan__partnership").defer("content").annotate(**heads)


def _version(row: Any) -> dict[str, Any]:
    columns = ("number", "kind", "title", "period", "published_at", "checksum")
    page = reverse("version", args=[row.plan.partnership.slug, row.plan.slug, row.number])
    return {name: getattr(row, name) for name in columns} | {"plan": row.plan.slug, "page": page}


def _document(partnership: str, plan: str, **which: int) -> tuple[int, PlanDocument]:
    """The number and the text of a version, the newest where no number is given. 404 without one."""
    rows = PlanVersion.objects.filter(
        plan__partnership=find_partnership(partnership), plan__slug=plan, plan__withdrawn_at=None, **which
    )
    found = rows.order_by("-number").values_list("number", "content").first()
    if found is None:
        raise _no_plan(partnership, plan)
    number, content = found
    return number, content


def _no_plan(partnership: str, plan: str) -> NotFound:
    words = _("“%(partnership)s” has no published plan or version at this address: “%(plan)s”.")
    return NotFound(words % {"partnership": partnership, "plan": plan})


def _actions(content: PlanDocument) -> Iterator[tuple[str, ActionDocument]]:
    for priority in content["priorities"]:
        for action in priority["actions"]:
            yield priority["ref"], action
