"""You said, we did, or did not, because: the published register, and its publication."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from plans.access.decorators import DeskRequest, desk
from plans.access.page_context import first_crumb
from plans.access.permissions import Permission
from plans.documents.document import checksum
from plans.documents.newest_versions import newest_versions
from plans.documents.versions import NotPublishable
from plans.editing import pages
from plans.editing.tables import editable_tables
from plans.editing.views.rows import read_or_write
from plans.models import HeardFrom, Partnership
from plans.public.live import page, partnership_page

from . import you_said as rules


@partnership_page
def overview(request: DeskRequest, partnership: Partnership) -> HttpResponse:
    """What people said, what was decided and why; and the results of all published consultations."""
    version = partnership.you_said_versions.first()
    entries = rules.reading(version.content) if version else []
    say = (_("Have your say"), reverse("have-your-say", args=[partnership.slug]))
    home = (partnership.name, reverse("partnership", args=[partnership.slug]))
    return page(
        request,
        "residents/you_said/overview.html",
        partnership,
        [home, say, (_("You said, we did"), "")],
        version=version,
        entries=entries,
        answer=rules.answer(partnership.name, entries),
        ways=dict(HeardFrom.choices),
        results=[(plan, one) for plan in newest_versions(partnership) for one in plan.content["consultations"]],
    )


@read_or_write
@desk(Permission.PUBLISH)
def publish(request: DeskRequest, partnership: Partnership) -> HttpResponse:
    """See the register as it would be read, and publish it."""
    latest = partnership.you_said_versions.first()
    note, refused = request.POST.get("note", "")[:5000], ""
    if request.method == "POST":
        try:
            version = rules.publish_you_said(partnership, note=note, by=request.user)
        except NotPublishable as problem:
            refused = str(problem)
        else:
            messages.success(request, _("Published: version %(number)s of the register.") % {"number": version.number})
            return redirect("publish-you-said", partnership.slug)
    content, obstacle = None, ""
    try:
        content = rules.register(partnership)
    except NotPublishable as problem:
        obstacle = str(problem)
    entries = rules.reading(content) if content else []
    context = {
        "latest": latest,
        "crumbs": [first_crumb(partnership, request.permissions), (_("You said, we did"), "")],
        "entries": entries,
        "ways": dict(HeardFrom.choices),
        "obstacle": obstacle,
        "changed": bool(content) and (checksum(content) != latest.checksum if latest else bool(entries)),
        "note": note,
        "refused": refused if refused != obstacle else "",
        "rows": pages.address(partnership, editable_tables()["you-said"]),
    }
    return render(request, "residents/you_said/publish.html", context)
