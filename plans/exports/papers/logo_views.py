"""The desk page on which the logo of a partnership is uploaded and removed."""

from base64 import b64encode

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from csp_portal.forms.layout import PortalForm
from plans.access.decorators import DeskRequest, desk
from plans.access.page_context import first_crumb
from plans.access.permissions import Permission
from plans.models import Partnership

from . import logo as rules


class LogoForm(PortalForm):
    file = forms.FileField(
        label=gettext_lazy("PNG or JPEG picture"),
        help_text=gettext_lazy("At most 2 MB, and from 40 by 40 to 5,000 by 5,000 pixels"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk(Permission.EDIT_PARTNERSHIP)
def logo(request: DeskRequest, partnership: Partnership) -> HttpResponse:
    """The logo as it is, and one in its place."""
    form = LogoForm(request.POST, request.FILES) if request.method == "POST" else LogoForm()
    if form.is_valid():
        try:
            picture = rules.read(form.cleaned_data["file"].read(rules.MOST_BYTES + 1))
        except rules.NotLogo as problem:
            form.add_error("file", str(problem))
        else:
            rules.store(partnership, picture, by=request.user)
            messages.success(request, _("The logo is stored. Papers made from now on have it."))
            return redirect("logo", partnership.slug)
    about = (_("About the partnership"), reverse("desk-about", args=[partnership.slug]))
    crumbs = [first_crumb(partnership, request.permissions), about, (_("Logo"), "")]
    kept = b64encode(rules.logo_of(partnership.slug)).decode()
    context = {"crumbs": crumbs, "form": form, "kept": kept}
    return render(request, "exports/logo.html", context, status=422 if form.errors else 200)


@require_POST
@desk(Permission.EDIT_PARTNERSHIP)
def remove_logo(request: DeskRequest, partnership: Partnership) -> HttpResponse:
    """Take the logo away."""
    rules.remove(partnership, by=request.user)
    messages.success(request, _("The logo is removed. Papers made from now on have none."))
    return redirect("logo", partnership.slug)
