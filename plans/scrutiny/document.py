"""From the rows of the scrutiny register to its document, and its publication."""

import datetime as dt

from django.db import transaction

from plans.documents.document import partnership_document, withheld_parts
from plans.documents.versions import publish_next
from plans.models import Partnership, ScrutinyVersion, User, Visibility
from plans.models.rows import documents
from plans.schemas.scrutiny import SCRUTINY_SCHEMA, ScrutinyDocument


def scrutiny_document(partnership: Partnership, audience: Visibility = Visibility.PUBLIC) -> ScrutinyDocument:
    """The register as `audience` may read it. Of what it may not read it learns the part and the reason."""
    parts = {
        "recommendations": partnership.recommendations.select_related("committee", "meeting").prefetch_related(
            "addressees__organisation", "addressees__progress"
        ),
        "referrals": partnership.referrals.select_related("committee", "area"),
        "information_requests": partnership.information_requests.select_related("committee", "organisation"),
        "questions": partnership.member_questions.select_related("meeting__committee", "answered_by"),
    }
    rows = {part: list(query) for part, query in parts.items()}
    committees = partnership.committees.select_related("council").prefetch_related("meetings__attendance__organisation")
    return {
        "schema": SCRUTINY_SCHEMA,
        "audience": audience.value,
        "partnership": partnership_document(partnership),
        "committees": documents(committees, audience),
        "subjects": documents(partnership.subjects.prefetch_related("committees"), audience),
        "recommendations": documents(rows["recommendations"], audience),
        "referrals": documents(rows["referrals"], audience),
        "information_requests": documents(rows["information_requests"], audience),
        "questions": documents(rows["questions"], audience),
        "withheld": withheld_parts(rows, audience),
    }


@transaction.atomic
def publish_register(
    partnership: Partnership, *, note: str = "", by: User | None = None, at: dt.datetime | None = None
) -> ScrutinyVersion:
    """Publish the register as it reads now; `note` says what changed since the last. Raises NotPublishable."""
    Partnership.objects.select_for_update().get(pk=partnership.pk)

    def make() -> tuple[ScrutinyDocument, ScrutinyDocument]:
        return scrutiny_document(partnership), scrutiny_document(partnership, Visibility.MEMBERS)

    return publish_next(partnership.scrutiny_versions, make, partnership=partnership, note=note, by=by, at=at)
