"""Pages of the site administrator: all partnerships of the portal, and a new one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from csp_portal.forms.layout import PortalModelForm
from plans.access.decorators import DeskRequest, of_site
from plans.access.permissions import Permission
from plans.models import Partnership

from . import partnerships as rules


class PartnershipForm(PortalModelForm):
    class Meta(PortalModelForm.Meta):
        model = Partnership
        fields = ("name", "kind", "jurisdiction", "slug")
        labels = {"slug": gettext_lazy("Short address")}
        help_texts = {
            "slug": gettext_lazy("Usually the place in small letters, e.g. norwich. Its pages begin with it: /norwich/")
        }


@require_safe
@of_site(Permission.MANAGE_PARTNERSHIPS)
def partnerships(request: DeskRequest) -> HttpResponse:
    """Every partnership of the portal."""
    context = {"partnerships": Partnership.objects.all(), "crumbs": [(_("Partnerships"), "")]}
    return render(request, "desk/partnerships.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@of_site(Permission.MANAGE_PARTNERSHIPS)
def add(request: DeskRequest) -> HttpResponse:
    """A new partnership; who adds it is its first administrator and goes on to invite people."""
    form = PartnershipForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        partnership = form.instance
        partnership.place = rules.place_of(partnership.slug)
        try:
            rules.add(partnership, by=request.user)
        except ValidationError as problem:
            form.add_error(None, problem.messages)
        else:
            messages.success(request, _("Added: %(name)s. You are its administrator.") % {"name": partnership.name})
            return redirect("people", partnership.slug)
    crumbs = [(_("Partnerships"), reverse("partnerships")), (_("Add a partnership"), "")]
    words = {"heading": _("Add a partnership"), "button": _("Add the partnership")}
    words["words"] = _("You become its first administrator. Then you can invite its people and give them their roles.")
    return render(request, "access/form.html", {"form": form, "crumbs": crumbs, **words})
