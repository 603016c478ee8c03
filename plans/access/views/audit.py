"""Who did what, and when: the history of a partnership, or of all, as one file."""

from collections.abc import Iterator
from typing import Any

from csp_portal.formats.spreadsheets.one_table import TableFile
from plans.models import Change, Partnership

COLUMNS = ["when", "partnership", "plan", "who", "person", "what", "kind", "row"]
WORDS = ["name", "field", "from", "to"]


def audit_of(partnership: Partnership) -> TableFile:
    """Everything that was done in a partnership, with the words, for those who administer it."""
    rows = (_done(change) + _said(change) for change in _changes(partnership=partnership))
    return TableFile(f"{partnership.slug}-audit", str(partnership), COLUMNS + WORDS, rows)


def audit_of_all() -> TableFile:
    """Everything that was done on the portal, for those who run it: not what was said, which is not theirs to read."""
    return TableFile("audit", "", COLUMNS, map(_done, _changes()))


def _changes(**which: Any) -> Iterator[Change]:
    found = Change.objects.filter(**which).select_related("by", "plan", "partnership").defer("about")
    return found.order_by("at", "pk").iterator(chunk_size=2_000)


def _done(change: Change) -> list[str | int]:
    who: list[str | int] = [change.by.username, change.by.pk] if change.by else ["", ""]
    where = [change.partnership.slug, change.plan.slug if change.plan else ""]
    return [change.at.isoformat(), *where, *who, change.kind, change.row_kind, change.row_id]


def _said(change: Change) -> list[str | int]:
    return [change.row_name, change.field, change.old, change.new]
