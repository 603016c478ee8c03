"""Scrutiny behind the sign-in: what members read below the line, and the publication of the register."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from .. import desk_pages, scrutiny_pages
from ..document import checksum
from ..models import Partnership, Visibility
from ..permissions import Permission
from ..publishing import NotPublishable
from ..scrutiny_document import publish_register, scrutiny_document
from .access import desk


@require_safe
@desk(Permission.READ_MEMBERS_TEXT)
def for_members(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    """The published register with what is kept for members, set apart."""
    version = partnership.scrutiny_versions.first()
    read = scrutiny_pages.reading(version.for_members, timezone.localdate()) if version else None
    return _page(request, "scrutiny/for_members.html", partnership, version=version, read=read)


@require_http_methods(["GET", "HEAD", "POST"])
@desk(Permission.PUBLISH)
def publish(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    """See the register as it would be read, and publish it."""
    latest = partnership.scrutiny_versions.first()
    note, refused = request.POST.get("note", "")[:5000], ""
    if request.method == "POST":
        try:
            version = publish_register(partnership, note=note, by=request.user)
        except NotPublishable as problem:
            refused = str(problem)
        else:
            messages.success(request, _("Published: version %(number)s of the register.") % {"number": version.number})
            return redirect("members-scrutiny", partnership.slug)
    content = scrutiny_document(partnership, Visibility.MEMBERS)
    context = {
        "latest": latest,
        "read": scrutiny_pages.reading(content, timezone.localdate()),
        "changed": latest is None or checksum(latest.for_members) != checksum(content),
        "note": note,
        "refused": refused,
    }
    return _page(request, "scrutiny/publish.html", partnership, **context)


def _page(request: HttpRequest, template: str, partnership: Partnership, **context) -> HttpResponse:
    crumbs = [(partnership.name, reverse("desk-partnership", args=[partnership.slug])), (_("Scrutiny"), "")]
    context |= {"partnership": partnership, "messages": messages.get_messages(request)}
    return render(request, template, context | desk_pages.furniture(crumbs))
