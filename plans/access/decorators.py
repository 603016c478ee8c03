"""The door of the desk: who may open which page of which partnership."""

from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from csp_portal.forms.typed import to_copy, typed, without_nul
from csp_portal.pages.live_pages import NotFound
from plans.models import Partnership, Plan, Role

from . import resume, second_factor, sign_in
from .accounts import memberships_of
from .permissions import Permission, permissions_of


def signed_in(view):
    """A page for everybody who has signed in, with the second factor where it is asked for.

    `request.memberships` holds the roles of this person in all partnerships, `request.kept` a form that they sent
    after their sign-in had run out, and `request.desk` says that this is a page of the desk.
    """

    @never_cache
    @wraps(view)
    def wrapped(request: HttpRequest, *args, **parts) -> HttpResponse:
        """Ask for a sign-in that is missing or not proved; otherwise show the page and deal with a kept form."""
        request.POST = without_nul(request.POST)
        if not request.user.is_authenticated:
            return _sign_in_first(request, reverse("sign-in"))
        request.memberships = memberships_of(request.user)
        if second_factor.is_due(request.user, request.memberships):
            return _sign_in_first(request, reverse("second-factor"))
        sign_in.keep_signed_in(request)
        request.kept = resume.pending_for(request)
        request.desk = True
        response = view(request, *args, **parts)
        if request.method == "POST" and response.status_code == 302:
            resume.forget_what_is_stored(request)
        resume.remember_writer(request, response)
        return response

    return wrapped


def _sign_in_first(request: HttpRequest, page: str) -> HttpResponse:
    """Ask to sign in. What was typed is kept meanwhile or, when it is not known by whom, given back at once."""
    if resume.is_lost_without(request) and not resume.keep(request):
        context = {"texts": to_copy(typed(request.POST)), "back": resume.page_of(request)}
        return render(request, "access/not_stored.html", context, status=403)
    return redirect_to_login(resume.page_of(request), page)


def desk(permission: Permission):
    """A desk page of one partnership.

    A reader who is not signed in is asked to; a stranger to the partnership is told that there is nothing here (404);
    a member without the permission may not (403). The view gets the request, the partnership and the other parts of
    the address; `request.permissions` holds what this person may do here, `request.partnership` where.
    """

    def decorate(view):
        """Let the view be seen by those with the permission, which it carries for the test of all addresses."""

        @signed_in
        @wraps(view)
        def wrapped(request: HttpRequest, partnership: str, **parts) -> HttpResponse:
            """Find the partnership and what this person may do there."""
            owner = Partnership.objects.filter(slug=partnership).first()
            roles = {Role(row.role) for row in request.memberships if owner and row.partnership_id == owner.pk}
            if not roles:
                raise NotFound(_("There is no such page on your desk."))
            request.partnership, request.permissions = owner, permissions_of(roles)
            if permission not in request.permissions:
                raise PermissionDenied
            return view(request, owner, **parts)

        wrapped.permission = permission
        return wrapped

    return decorate


def plan_of(partnership: Partnership, slug: str) -> Plan:
    """A plan of this partnership, published or not; 404 when it has none at this address."""
    plan = partnership.plans.filter(slug=slug).first()
    if plan is None:
        raise NotFound(_("%(name)s has no plan at this address.") % {"name": partnership.name})
    plan.partnership = partnership
    return plan


def of_plan(permission: Permission):
    """A desk page of one plan: the view gets the request, the plan and the other parts of the address."""

    def decorate(view):
        @desk(permission)
        @wraps(view)
        def wrapped(request: HttpRequest, partnership: Partnership, plan: str, **parts) -> HttpResponse:
            return view(request, plan_of(partnership, plan), **parts)

        return wrapped

    return decorate
