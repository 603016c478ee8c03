"""Publishing a numbered version: of a plan, a progress report, the scrutiny register, “You said, we did”."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from plans.models import Partnership, Plan, PlanVersion, User, VersionKind

from .document import checksum, plan_document


class NotPublishable(Exception):
    """This cannot be published; the message says why."""


def publish_next(
    versions: Any,
    make: Callable[[], tuple[Any, Any]],
    *,
    partnership: Partnership,
    kind: VersionKind = VersionKind.FINAL,
    note: str = "",
    by: User | None = None,
    at: dt.datetime | None = None,
) -> Any:
    """Store the next version of a document, and tell the partnership's public pages that something changed.

    `versions` are those of one owner, which the caller has locked. `make` gives the public document and the one for
    members, None where there is none. Raises NotPublishable when a version after the first has no note of what changed,
    or says the same as the one before.
    """
    latest = versions.first()
    if latest and not note.strip():
        raise NotPublishable(_("Say what changed since the last version; readers see this note."))
    content, for_members = make()
    documents = {"content": content, "checksum": checksum(content)}
    if for_members is not None:
        documents |= {"for_members": for_members, "members_checksum": checksum(for_members)}
    before = latest and (latest.kind, latest.checksum, getattr(latest, "for_members", None))
    if before == (kind, documents["checksum"], for_members):
        raise NotPublishable(_("Nothing has changed since the last version."))
    version = versions.create(
        **documents,
        kind=kind,
        number=latest.number + 1 if latest else 1,
        note=note.strip(),
        published_at=at or timezone.now(),
        published_by=by,
    )
    partnership.bump_public_revision()
    return version


def draft_version(plan: Plan) -> PlanVersion:
    """The version that would be published now, with the text for the public. It is not stored."""
    latest = plan.versions.defer("content").first()
    number = latest.number + 1 if latest else 1
    return PlanVersion(plan=plan, number=number, kind=VersionKind.FINAL, content=plan_document(plan))
