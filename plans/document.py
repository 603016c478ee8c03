"""From rows to the document: everything that is read, printed, compared or exported is made from its result."""

import hashlib
import json
from typing import Any

from django.db.models import prefetch_related_objects

from .document_types import SCHEMA, PartnershipDocument, PlanDocument
from .models import Partnership, Plan, Visibility
from .models.rows import documents

# Rows of the plan and of the rooms to the right, reached by their related names.
PARTS = [
    "sections",
    "members_named__organisation",
    "groups_named__reports_to",
    "partnership__members__organisation",
    "partnership__groups__reports_to",
    "calendar",
    "consultations__questions__answers",
    "glossary",
    "contacts",
    "themes__actions__priority",
    "priorities__lead_organisations",
    "priorities__themes__actions__priority",
    "priorities__targets__indicator",
    "priorities__targets__area",
    "priorities__achievements",
    "priorities__alignments__priority",
    "priorities__actions__themes",
    "priorities__actions__see_also__priority",
    "priorities__actions__seen_from__priority",
    "priorities__actions__parts__organisations",
    "priorities__actions__milestones__parts__organisations",
    "targets__indicator",
    "targets__area",
    "targets__priority",
    "funding__priority",
    "achievements",
    "alignments__priority",
    "cross_cutting__interests",
    "sources__tables__source",
    "sources__tables__observations__indicator",
    "sources__tables__observations__area__area_set",
    "sources__tables__printeds__indicator",
    "sources__tables__printeds__area",
]


def plan_document(plan: Plan, audience: Visibility = Visibility.PUBLIC) -> PlanDocument:
    """The plan as `audience` may read it. The number of queries does not depend on the number of rows."""
    prefetch_related_objects([plan], *PARTS)
    members = [
        *plan.members_named.all(),
        *(m for m in plan.partnership.members.all() if m.named_in_id is None),
    ]
    groups = [*plan.groups_named.all(), *(g for g in plan.partnership.groups.all() if g.named_in_id is None)]
    tables = [table for source in plan.sources.all() if source.published_at for table in source.tables.all()]
    return {
        "schema": SCHEMA,
        "audience": audience.value,
        "partnership": partnership_document(plan.partnership),
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


def partnership_document(partnership: Partnership) -> PartnershipDocument:
    return {
        "name": partnership.name,
        "slug": partnership.slug,
        "kind": partnership.kind,
        "place": partnership.place,
        "jurisdiction": partnership.jurisdiction,
        "code": partnership.code,
    }


def canonical(content: Any) -> bytes:
    """The one way a document is written as bytes: sorted keys, no spaces, UTF-8."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def checksum(content: Any) -> str:
    """SHA-256 of the canonical bytes, in hexadecimal."""
    return hashlib.sha256(canonical(content)).hexdigest()
