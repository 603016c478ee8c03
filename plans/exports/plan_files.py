"""The files of a version of a plan, and how its page lists them."""

from typing import NamedTuple

from django.db.models.functions import Length
from django.urls import reverse
from django.utils.translation import gettext as _

from csp_portal.pages import stored_pages
from plans.documents.document import canonical
from plans.models import PlanVersion
from plans.public.pages import plan_path

from .registry import PLAN_EXPORTS
from .shape import Export, PublishedText, size_in_words
from .stored import file_of, text_of


class Download(NamedTuple):
    words: str
    address: str


def published_text(version: PlanVersion) -> PublishedText:
    """The public text of a version, from which its files are made."""
    return text_of(version, version.content, f"{plan_path(version.content)}v{version.number}/")


def plan_file(version: PlanVersion, export: Export) -> bytes:
    """A file of a version. When it was made just now, the pages that list it are drawn again to say how large it is."""
    content, is_new = file_of(version, export, published_text(version))
    if is_new:
        path = plan_path(version.content)
        stored_pages.drop([path, f"{path}v{version.number}/"])
    return content


def downloads(version: PlanVersion) -> list[Download]:
    """What can be taken away of a version, with the kind of file and, once it is made, its size. One query.

    Of a text that is not published there is the draft on paper, at the desk.
    """
    if not version.pk:
        address = reverse("draft-pdf", args=[version.plan.partnership.slug, version.plan.slug])
        return [Download(_("this draft (PDF)"), address)]
    sizes = dict(version.files.values_list("name", Length("content")))
    path = f"{plan_path(version.content)}v{version.number}/"
    listed = [(str(export.label), export.form, sizes.get(name), name) for name, export in PLAN_EXPORTS.items()]
    listed.append((_("data for programs"), "JSON", len(canonical(version.content)), "plan.json"))
    return [Download(_words(label, form, size), path + name) for label, form, size, name in listed]


def _words(label: str, form: str, size: int | None) -> str:
    """What a link says: tables as CSV files (CSV, 21 kB)."""
    return f"{label} ({form}, {size_in_words(size)})" if size else f"{label} ({form})"
