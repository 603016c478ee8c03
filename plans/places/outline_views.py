"""The desk page on which the outlines of an area set are uploaded."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from csp_portal.forms.layout import PortalForm
from plans.editing import pages
from plans.editing.tables import editable_tables
from plans.editing.views.rows import find_row
from plans.models import Partnership

from . import outline_upload


class OutlinesForm(PortalForm):
    file = forms.FileField(
        label=gettext_lazy("GeoJSON file"),
        help_text=gettext_lazy(
            "One polygon for each area, named by its code or name, in longitude and latitude; at most 5 MB"
        ),
    )


def upload(request: HttpRequest, partnership: Partnership, pk: int) -> HttpResponse:
    """Outlines for all areas of a set that the file names; stored together or not at all."""
    area_set = find_row(request, editable_tables()["area-sets"], partnership, pk)
    here = pages.address(partnership, editable_tables()["area-sets"], area_set)
    form = OutlinesForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = outline_upload.read(
                form.cleaned_data["file"].read(outline_upload.MOST_BYTES + 1), list(area_set.areas.all())
            )
        except outline_upload.NotOutlines as problem:
            form.add_error("file", str(problem))
        else:
            outline_upload.store(area_set, found, by=request.user)
            words = ngettext("%(num)s area has its outline.", "%(num)s areas have their outlines.", len(found))
            messages.success(request, words % {"num": len(found)})
            return redirect(here)
    crumbs = [*pages.trail(partnership, editable_tables()["area-sets"], area_set), (_("Outlines"), "")]
    context = {"crumbs": crumbs, "area_set": area_set, "form": form}
    return render(request, "places/outlines.html", context)
