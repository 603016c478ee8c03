"""A part of a document as a section of the plan."""

from typing import Any

from csp_portal.formats.slugs import LONGEST, slug_of
from plans.models import Plan, SectionKind

from .kinds import PartKind


def values(plan: Plan, heading: str) -> dict[str, Any]:
    """The heading, an address that no section of the plan has, and the kind where the heading is its name."""
    taken = set(plan.sections.values_list("slug", flat=True))
    slug = first = slug_of(heading, "section")
    number = 1
    while slug in taken:
        number += 1
        slug = f"{first[: LONGEST - len(str(number)) - 1]}-{number}"
    kinds = {str(name).casefold(): kind for kind in SectionKind for name in (kind.value, kind.label)}
    return {"heading": heading, "slug": slug, "kind": kinds.get(heading.casefold(), SectionKind.OTHER)}


DOCUMENT_PARTS = (PartKind("sections", "heading", "body", lambda _heading: False, values),)
