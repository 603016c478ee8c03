"""From rows to the document: everything that is read, printed, compared or exported is made from its result."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Prefetch, prefetch_related_objects

from plans.models import Area, Partnership, Plan, Visibility, Withheld
from plans.models.rows import as_document, documents, visible
from plans.schemas.plan import SCHEMA, PartnershipDocument, PlanDocument, WithheldDocument

from .assessment import assessment_document
from .figure_references import resolve


def _joined(path: str, *forward: str) -> Prefetch:
    """Rows at a path of related names, each read together with what it points to.

    Fetching what they point to by its keys would put all keys into one expression; SQLite takes 1,000.
    """
    model = Plan
    for name in path.split("__"):
        model = model._meta.get_field(name).related_model
    return Prefetch(path, model._default_manager.select_related(*forward))


def _parts() -> list[str | Prefetch]:
    """Rows of the plan and of the rooms to the right, reached by their related names."""
    return [
        "sections",
        _joined("members_named", "organisation"),
        _joined("groups_named", "reports_to"),
        _joined("partnership__members", "organisation"),
        _joined("partnership__groups", "reports_to"),
        Prefetch("partnership__areas", Area._default_manager.only("code").order_by()),
        "calendar",
        "consultations__questions__answers",
        "glossary",
        "contacts",
        _joined("themes__actions", "priority"),
        "priorities__lead_organisations",
        _joined("priorities__themes__actions", "priority"),
        _joined("priorities__targets", "indicator", "area"),
        "priorities__achievements",
        _joined("priorities__alignments", "priority", "outside_plan__replaced_by"),
        _joined("priorities__actions__themes", "priority"),
        _joined("priorities__actions__see_also", "priority"),
        _joined("priorities__actions__seen_from", "priority"),
        "priorities__actions__also_serves",
        _joined("priorities__actions__measured_by", "priority"),
        "priorities__actions__indicators",
        _joined("priorities__actions__objectives", "priority"),
        "priorities__actions__funding",
        "priorities__actions__parts__organisations",
        "priorities__actions__milestones__parts__organisations",
        "priorities__targets__trajectory",
        _joined("targets", "indicator", "area", "priority"),
        "targets__trajectory",
        _joined("funding", "priority"),
        _joined("achievements", "priority"),
        _joined("alignments", "priority", "outside_plan__replaced_by"),
        "cross_cutting__interests",
        "criteria",
        _joined("issues", "priority"),
        _joined("issues__scores", "criterion"),
        _joined("grants__projects", "organisation", "action__priority"),
        "grants__projects__outputs",
        "grants__projects__spend",
        _joined("sources__tables", "source"),
        _joined("sources__tables__observations", "indicator", "area__area_set"),
        _joined("sources__tables__printeds", "indicator", "area"),
    ]


def plan_document(plan: Plan, audience: Visibility = Visibility.PUBLIC) -> PlanDocument:
    """The plan as `audience` may read it. The number of queries does not depend on the number of rows."""
    return plan_documents([plan], audience)[0]


def plan_documents(plans: list[Plan], audience: Visibility = Visibility.PUBLIC) -> list[PlanDocument]:
    """Several plans, at the number of queries that one costs."""
    prefetch_related_objects(plans, *_parts())
    made = [_document(plan, audience) for plan in plans]
    resolve((plan.partnership, content) for plan, content in zip(plans, made, strict=True))
    return made


def _document(plan: Plan, audience: Visibility) -> PlanDocument:
    """The document of a plan whose parts are read, its figures not yet resolved."""
    members = [*plan.members_named.all(), *(m for m in plan.partnership.members.all() if m.named_in_id is None)]
    groups = [*plan.groups_named.all(), *(g for g in plan.partnership.groups.all() if g.named_in_id is None)]
    tables = [table for source in plan.sources.all() if source.published_at for table in source.tables.all()]
    content: PlanDocument = {
        "schema": SCHEMA,
        "audience": audience.value,
        "partnership": partnership_document(plan.partnership, plan.partnership.two_tier),
        "plan": plan.head(),
        "sections": documents(plan.sections.all(), audience),
        "members": documents(members, audience),
        "groups": documents(groups, audience),
        "priorities": documents(plan.priorities.all(), audience),
        "themes": documents((row for row in plan.themes.all() if row.priority_id is None), audience),
        "targets": documents((row for row in plan.targets.all() if row.priority_id is None), audience),
        "funding": documents(plan.funding.all(), audience),
        "achievements": documents((row for row in plan.achievements.all() if row.priority_id is None), audience),
        "alignments": documents((row for row in plan.alignments.all() if row.priority_id is None), audience),
        "cross_cutting": documents(plan.cross_cutting.all(), audience),
        "consultations": documents(plan.consultations.all(), audience),
        "calendar": documents(plan.calendar.all(), audience),
        "tables": documents(tables, audience),
        "maps": [picture for table in tables if (picture := table.map_document())],
        "glossary": documents(plan.glossary.all(), audience),
        "contacts": documents(plan.contacts.all(), audience),
    }
    if (assessment := assessment_document(plan, audience))["issues"]:
        content["assessment"] = assessment
    if grants := documents(plan.grants.all(), audience):
        content["grants"] = grants
    if withheld := _withheld(plan, audience):
        content["withheld"] = withheld
    return content


def _withheld(plan: Plan, audience: Visibility) -> list[WithheldDocument]:
    """The parts of which an audience may not read something, each with the reason."""
    hidden = {priority.pk for priority in plan.priorities.all() if not visible(priority, audience)}
    parts = {
        "sections": plan.sections.all(),
        "assessment": plan.issues.all(),
        "priorities": plan.priorities.all(),
        "funding": plan.funding.all(),
        "grants": plan.grants.all(),
        "achievements": [one for one in plan.achievements.all() if one.priority_id not in hidden],
    }
    return withheld_parts(parts, audience)


def withheld_parts(parts: dict[str, Iterable[models.Model]], audience: Visibility) -> list[WithheldDocument]:
    """By part and reason, what an audience may not read of these rows: never how much."""
    found = dict.fromkeys(
        (part, row.withheld) for part, rows in parts.items() for row in rows if not visible(row, audience)
    )
    return [{"part": part, "reason": str(Withheld(why).label)} for part, why in found]


def members_document(plan: Plan, content: PlanDocument) -> PlanDocument | None:
    """The plan as members may read it; None where that is what the public reads in `content`."""
    theirs = plan_document(plan, Visibility.MEMBERS)
    return None if {**theirs, "audience": content["audience"]} == content else theirs


def partnership_document(partnership: Partnership, two_tier: bool = False) -> PartnershipDocument:
    """`two_tier`: whether a county council is responsible too; said only where members are named."""
    levels = partnership.levels
    return as_document(PartnershipDocument, partnership, colour=partnership.colour, levels=levels, two_tier=two_tier)


def canonical(content: Any) -> bytes:
    """The one way a document is written as bytes: sorted keys, no spaces, UTF-8."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def checksum(content: Any) -> str:
    """SHA-256 of the canonical bytes, in hexadecimal."""
    return hashlib.sha256(canonical(content)).hexdigest()
