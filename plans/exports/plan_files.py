"""The files of a version of a plan, and how its page lists them."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from plans.documents.document import canonical
from plans.documents.newest_versions import newest_ids
from plans.models import PlanVersion
from plans.public.pages import plan_path

from .registry import PLAN_EXPORTS
from .shape import Download, Export, PublishedText
from .stored import download, file_of, listed, missing, text_of


def published_text(version: PlanVersion) -> PublishedText:
    """The public text of a version, from which its files are made."""
    return text_of(version, version.content, f"{plan_path(version.content)}v{version.number}/")


def forms_of(version: PlanVersion) -> dict[str, Export]:
    """The forms in which a version can be taken away. There is no archive of a plan that is withdrawn."""
    is_withdrawn = version.plan.withdrawn_at is not None
    return {name: one for name, one in PLAN_EXPORTS.items() if not (is_withdrawn and one.gathers)}


def plan_file(version: PlanVersion, export: Export) -> bytes:
    """A file of a version. The files that it gathers are made first."""
    gathered: list[Any] = []
    if export.gathers and not version.files.filter(name=export.name).exists():
        gathered.append({name: plan_file(version, one) for name, one in PLAN_EXPORTS.items() if not one.gathers})
    path = plan_path(version.content)
    pages = [path, f"{path}v{version.number}/", reverse("data-catalogue")]
    return file_of(version, export, published_text(version), pages, *gathered)


def make_missing() -> Iterator[str]:
    """Make the files of the newest version of each plan that are not made yet, and give the name of each."""
    for version in PlanVersion.objects.filter(pk__in=newest_ids()).select_related("plan__partnership"):
        for export in missing(version, forms_of(version).values()):
            plan_file(version, export)
            yield export.name


def downloads(version: PlanVersion) -> list[Download]:
    """What can be taken away of a version, with the kind of file and, once it is made, its size. One query.

    Of a text that is not published there is the draft on paper, at the desk.
    """
    if not version.pk:
        address = reverse("draft-pdf", args=[version.plan.partnership.slug, version.plan.slug])
        return [Download(_("this draft (PDF)"), address)]
    path = f"{plan_path(version.content)}v{version.number}/"
    data = download(_("data for programs"), "JSON", len(canonical(version.content)), f"{path}plan.json")
    return [*listed(version, forms_of(version).values(), path), data]
