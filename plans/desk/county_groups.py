"""A county group agrees to be named by a partnership as the one above it, or declines. Readers see it afterwards."""

import datetime as dt
from collections.abc import Iterator

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from csp_portal.pages.live_pages import NotFound
from plans.access.decorators import DeskRequest, desk
from plans.access.page_context import first_crumb
from plans.access.permissions import Permission, where_may
from plans.access.tasks import Task
from plans.editing.save import save_row
from plans.editing.tables import editable_tables
from plans.models import ChangeKind, Membership, Partnership, PartnershipKind, User, log_change


def waiting(user: User, memberships: list[Membership], today: dt.date) -> Iterator[Task]:
    """Partnerships that name one of this person's as their county group, which has not answered. One query for those
    who work for a county group, none for others."""
    may = where_may(memberships, Permission.EDIT_PARTNERSHIP)
    own = {key: owner for key, owner in may.items() if owner.kind == PartnershipKind.COUNTY_GROUP}
    if not own:
        return
    for member in Partnership.objects.filter(parent__in=own, agreed_parent=None):
        county = own[member.parent_id or 0]
        words = _("%(name)s names this partnership as its county group. Agree or decline.") % {"name": member.name}
        yield Task(county, words, reverse("county-group", args=[county.slug]))


@transaction.atomic
def agree(county: Partnership, member: Partnership, *, by: User) -> None:
    """Show each of the two on the pages of the other from now on."""
    member.agreed_parent = county
    member.save(update_fields=["agreed_parent"])
    county.bump_public_revision()  # and with it the member, which is below it now
    for owner, row in ((county, member), (member, member)):
        log_change(owner, "partnership", row, ChangeKind.CHANGED, [("agreed parent", "", county.name)], by=by)


@transaction.atomic
def decline(county: Partnership, member: Partnership, *, by: User) -> None:
    """The member names no county group any more, also where it was agreed before."""
    county.bump_public_revision()
    before = county.name if member.agreed_parent_id else ""
    save_row(editable_tables()["partnership"], member, {"parent": None}, seen=member.row_version, by=by)
    changed = ("agreed parent", before, _("declined"))
    log_change(county, "partnership", member, ChangeKind.CHANGED, [changed], by=by)


ANSWERS = {"agree": agree, "decline": decline}


@require_http_methods(["GET", "HEAD", "POST"])
@desk(Permission.EDIT_PARTNERSHIP)
def county_group(request: DeskRequest, partnership: Partnership) -> HttpResponse:
    """Every partnership that names this one as its county group, and what may be answered."""
    here = reverse("county-group", args=[partnership.slug])
    if request.method == "POST":
        _answer(request, partnership, here)
        return redirect(here)
    rows = Partnership.objects.filter(parent=partnership)
    context = {"rows": rows, "crumbs": [first_crumb(partnership, request.permissions), (_("County group"), "")]}
    return render(request, "desk/county_group.html", context)


@transaction.atomic
def _answer(request: DeskRequest, county: Partnership, here: str) -> None:
    """Do what was chosen, unless the partnership has chosen another county group since. Raises NotFound."""
    answer = ANSWERS.get(request.POST.get("answer", ""))
    rows = Partnership.objects.select_for_update().filter(parent=county, slug=request.POST.get("member", ""))
    member = rows.first()
    if answer is None or member is None:
        words = _("This partnership does not name %(name)s as its county group any longer.") % {"name": county.name}
        raise NotFound(words, [(_("County group"), here)])
    answer(county, member, by=request.user)
    words = _("Agreed: %(name)s.") if answer is agree else _("Declined: %(name)s.")
    messages.success(request, words % {"name": member.name})
