"""The people of a partnership: who has which role, somebody new, a role taken away."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from csp_portal.emails import send_email
from csp_portal.pages.live_pages import NotFound
from csp_portal.pages.table_files import csv_stream
from plans.access import accounts
from plans.access.decorators import DeskRequest, desk
from plans.access.forms import PersonForm
from plans.access.page_context import first_crumb
from plans.access.permissions import SECOND_FACTOR, Permission
from plans.access.views.audit import audit_of
from plans.models import Membership, Partnership


@require_http_methods(["GET", "HEAD", "POST"])
@desk(Permission.MANAGE_PEOPLE)
def people(request: DeskRequest, partnership: Partnership) -> HttpResponse:
    """Everybody with a role here, and a form to add somebody."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            membership = accounts.give_role(partnership, by=request.user, **form.cleaned_data)
        except ValidationError as problem:
            form.add_error(None, problem.messages)
        else:
            _tell(request, membership)
            return redirect("people", partnership.slug)
    context = {
        "crumbs": [first_crumb(partnership, request.permissions), (_("People"), "")],
        "people": accounts.people_of(partnership),
        "form": form,
        "second_factor": SECOND_FACTOR,
    }
    return render(request, "access/people.html", context)


@require_safe
@desk(Permission.MANAGE_PEOPLE)
def audit(request: DeskRequest, partnership: Partnership) -> HttpResponse:
    """Who did what here, and when."""
    response: HttpResponse = csv_stream(audit_of(partnership))
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@desk(Permission.MANAGE_PEOPLE)
def take_role(request: DeskRequest, partnership: Partnership, pk: int) -> HttpResponse:
    """Take one role of one person away, after a question."""
    membership = partnership.memberships.select_related("user").filter(pk=pk).first()
    if membership is None:
        raise NotFound(_("This role has already been removed."))
    here = reverse("people", args=[partnership.slug])
    if request.method == "POST":
        try:
            accounts.take_role(membership, by=request.user)
        except ValidationError as problem:
            messages.error(request, problem.messages[0])
        else:
            words = {"name": membership.user, "role": membership.get_role_display()}
            messages.success(request, _("%(name)s is no longer “%(role)s”.") % words)
        return redirect("desk" if membership.pk is None and membership.user == request.user else here)
    crumbs = [first_crumb(partnership, request.permissions), (_("People"), here), (_("Remove a role"), "")]
    return render(request, "access/take_role.html", {"crumbs": crumbs, "membership": membership})


def _tell(request: DeskRequest, membership: Membership) -> None:
    """Email somebody who got a role; with a link to set a password when they have none."""
    person = membership.user
    is_new = not person.has_usable_password()
    link = request.build_absolute_uri(accounts.password_page(person) if is_new else reverse("desk"))
    context = {"membership": membership, "link": link, "is_new": is_new}
    subject = _("Your role in %(partnership)s") % {"partnership": membership.partnership.name}
    words = {"name": person, "role": membership.get_role_display()}
    if send_email(person.email, subject, "access/role_email.txt", context):
        messages.success(request, _("%(name)s is now “%(role)s”. We have emailed them.") % words)
    else:
        sentence = _(
            "%(name)s is now “%(role)s”, but the email could not be sent. Ask them to use “Reset your password”."
        )
        messages.error(request, sentence % words)
    if is_new and accounts.is_only_here(person, membership.partnership):
        sentence = _("Or give them this link yourself. It works once, for three days: %(link)s")
        messages.info(request, sentence % {"link": link})
