"""The only writer of versions and sign-offs. Publishing stores the plan as it reads; nothing published ever changes."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from csp_portal.operation.metrics import Gauge
from plans.documents.document import members_document, plan_document
from plans.documents.figure_references import broken_in
from plans.documents.versions import NotPublishable, publish_next
from plans.models import Organisation, Plan, PlanState, PlanVersion, SignOff, User, VersionKind
from plans.public.pages import store_changes, store_pages
from plans.schemas.plan import PlanDocument

SCHEDULE = ("publish_at", "publish_by", "publish_note")
WITHDRAWAL = ("withdrawn_at", "withdrawn_reason")


@transaction.atomic
def publish(
    plan: Plan,
    *,
    kind: VersionKind,
    by: User | None = None,
    note: str = "",
    at=None,
    content: PlanDocument | None = None,
) -> PlanVersion:
    """Store the plan as it reads now, make its pages, and raise the partnership's public revision.

    From the second version on, `note` says what changed. `content` is the plan's document when the caller has read it
    already, so that what was checked is what is stored. A final version ends a withdrawal. Raises NotPublishable.
    """
    plan = Plan.objects.select_for_update().select_related("partnership").get(pk=plan.pk)

    def make() -> tuple[PlanDocument, PlanDocument | None]:
        document = content or plan_document(plan)
        for_members = members_document(plan, document)
        if dead := broken_in(for_members or document):
            names = {"names": "; ".join(dead)}
            raise NotPublishable(_("The text refers to figures that cannot be shown: %(names)s.") % names)
        return document, for_members

    version = publish_next(plan.versions, make, partnership=plan.partnership, kind=kind, note=note, by=by, at=at)
    plan.state = PlanState.CONSULTATION if kind == VersionKind.CONSULTATION else PlanState.PUBLISHED
    if kind == VersionKind.FINAL:
        plan.withdrawn_at, plan.withdrawn_reason = None, ""
    plan.publish_at, plan.publish_by, plan.publish_note = None, None, ""
    plan.save(update_fields=["state", *SCHEDULE, *WITHDRAWAL])
    version.plan = plan
    renew_pages(version)
    return version


def renew_pages(newest: PlanVersion) -> None:
    """Make the stored pages of a plan again, after the public revision was raised."""
    store_pages(newest, newest)
    if newest.number > 1:
        store_changes(newest, newest)


@transaction.atomic
def withdraw(plan: Plan, reason: str, at=None) -> None:
    """Say on every public page of a plan that it is withdrawn, and why. Its versions stay readable."""
    plan.withdrawn_at, plan.withdrawn_reason = at or timezone.now(), reason.strip()
    _mark(plan)


@transaction.atomic
def reinstate(plan: Plan) -> None:
    """Take a withdrawal back."""
    plan.withdrawn_at, plan.withdrawn_reason = None, ""
    _mark(plan)


def _mark(plan: Plan) -> None:
    plan.save(update_fields=WITHDRAWAL)
    plan.partnership.bump_public_revision()
    newest = plan.versions.first()
    newest.plan = plan
    renew_pages(newest)


def store_sign_off(plan: Plan, organisation: Organisation | None, *, text: str, by: User, note: str = "") -> SignOff:
    """Keep that somebody approves the text with this checksum, for an organisation or for the partnership."""
    return plan.sign_offs.create(organisation=organisation, checksum=text, by=by, note=note.strip())


def measures() -> Iterable[Gauge]:
    """How many texts of plans are published, for those who watch the portal."""
    for kind in VersionKind:
        words = "Published texts of plans"
        yield Gauge("portal_plan_versions", words, PlanVersion.objects.filter(kind=kind).count(), ("kind", kind.value))
