"""How the figures of all partnerships are worked out."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from performance.rules.recording import CHANGES
from plans.public.live import page, site_page

from .methods_page import METHODS, status_rules
from .registry import CHECKS


@site_page
def methods(request: HttpRequest) -> HttpResponse:
    """Every rule with its formula and its source."""
    crumbs = [(_("Data"), reverse("data")), (_("How figures are worked out"), "")]
    return page(
        request,
        "checks/methods.html",
        None,
        crumbs,
        methods=METHODS,
        rules=status_rules(),
        recording=CHANGES,
        checks=CHECKS,
    )
