"""The door of the desk: who may open which page of which partnership."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from csp_portal.forms.typed import to_copy, typed, without_nul
from csp_portal.pages.live_pages import NotFound
from plans.models import Membership, Partnership, Plan, Role, User

from . import resume, second_factor, sign_in
from .accounts import memberships_of
from .permissions import Permission, permissions_of, site_permissions

View = Callable[..., HttpResponse]
Decorator = Callable[[View], View]


class DeskRequest(HttpRequest):
    """The request of a desk page, with what the decorators below have found out."""

    user: User  # somebody has signed in
    memberships: list[Membership]  # in all partnerships
    permissions: frozenset[Permission]  # in `partnership`; both are there on pages of one partnership
    partnership: Partnership
    kept: Any  # a form that was sent after the sign-in had run out
    desk: bool


def signed_in(view: View) -> View:
    """A page for everybody who has signed in, with the second factor where it is asked for.

    `request.memberships` holds the roles of this person in all partnerships, `request.kept` a form that they sent
    after their sign-in had run out, and `request.desk` says that this is a page of the desk.
    """

    @never_cache
    @wraps(view)
    def wrapped(request: DeskRequest, *args: Any, **parts: Any) -> HttpResponse:
        """Ask for a sign-in that is missing or not proved; otherwise show the page and deal with a kept form."""
        request.GET, request.POST = without_nul(request.GET), without_nul(request.POST)
        sign_in.end_if_old(request)
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


def desk(permission: Permission) -> Decorator:
    """A desk page of one partnership.

    A reader who is not signed in is asked to; a stranger to the partnership is told that there is nothing here (404);
    a member without the permission may not (403). The view gets the request, the partnership and the other parts of
    the address; `request.permissions` holds what this person may do here, `request.partnership` where.
    """

    def decorate(view: View) -> View:
        """Let the view be seen by those with the permission, which it carries for the test of all addresses."""

        @signed_in
        @wraps(view)
        def wrapped(request: DeskRequest, partnership: str, **parts: Any) -> HttpResponse:
            """Find the partnership and what this person may do there."""
            here = [row for row in request.memberships if row.partnership.slug == partnership]
            if not here:
                raise NotFound(_("There is no such page on your desk."))
            owner, roles = here[0].partnership, {Role(row.role) for row in here}
            request.partnership, request.permissions = owner, permissions_of(roles, owner)
            if permission not in request.permissions:
                raise PermissionDenied
            return view(request, owner, **parts)

        wrapped.permission = permission  # type: ignore[attr-defined]
        return wrapped

    return decorate


def of_site(permission: Permission) -> Decorator:
    """A desk page about all partnerships, for who administers the site; everybody else who signed in may not (403)."""

    def decorate(view: View) -> View:
        @signed_in
        @wraps(view)
        def wrapped(request: DeskRequest, **parts: Any) -> HttpResponse:
            if permission not in site_permissions(request.user):
                raise PermissionDenied
            return view(request, **parts)

        wrapped.permission = permission  # type: ignore[attr-defined]
        return wrapped

    return decorate


def plan_of(partnership: Partnership, slug: str) -> Plan:
    """A plan of this partnership, published or not; 404 when it has none at this address."""
    plan = partnership.plans.filter(slug=slug).first()
    if plan is None:
        raise NotFound(_("%(name)s has no plan at this address.") % {"name": partnership.name})
    plan.partnership = partnership
    return plan


def of_plan(permission: Permission) -> Decorator:
    """A desk page of one plan: the view gets the request, the plan and the other parts of the address."""

    def decorate(view: View) -> View:
        @desk(permission)
        @wraps(view)
        def wrapped(request: DeskRequest, partnership: Partnership, plan: str, **parts: Any) -> HttpResponse:
            return view(request, plan_of(partnership, plan), **parts)

        return wrapped

    return decorate
