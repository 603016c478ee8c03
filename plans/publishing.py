"""The only writer of plan versions. Publishing stores the plan as it reads now; nothing published ever changes."""

from django.db import transaction
from django.utils import timezone

from csp_portal import stored_pages

from .document import checksum, plan_document
from .models import Plan, PlanState, PlanVersion, User, VersionKind
from .pages import plan_path, store_pages


class NotPublishable(Exception):
    """The plan cannot be published; the message says why."""


@transaction.atomic
def publish(plan: Plan, *, kind: VersionKind, by: User | None = None, note: str = "", at=None) -> PlanVersion:
    """Store the plan as it reads now, make its pages, and move the partnership's public stamp.

    From the second version on, `note` says what changed. Raises NotPublishable.
    """
    plan = Plan.objects.select_for_update().select_related("partnership").get(pk=plan.pk)
    latest = plan.versions.first()
    if latest and not note.strip():
        raise NotPublishable("Say what changed since the last version; readers see this note.")
    content = plan_document(plan)
    if latest and latest.kind == kind and latest.checksum == checksum(content):
        raise NotPublishable("Nothing has changed since the last version.")
    version = plan.versions.create(
        kind=kind,
        number=latest.number + 1 if latest else 1,
        content=content,
        checksum=checksum(content),
        note=note.strip(),
        published_at=at or timezone.now(),
        published_by=by,
    )
    plan.state = PlanState.CONSULTATION if kind == VersionKind.CONSULTATION else PlanState.PUBLISHED
    plan.save(update_fields=["state"])
    stored_pages.forget(plan_path(content))
    store_pages(version, newest=version)
    plan.partnership.move_public_stamp()
    return version
