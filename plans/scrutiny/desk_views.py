"""Scrutiny behind the sign-in: what members read and the public does not, and the publication of the register."""

from django.contrib import messages
from django.db.models.fields.json import KT
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from csp_portal.pages.live_pages import NotFound
from plans.access.decorators import DeskRequest, desk
from plans.access.page_context import first_crumb
from plans.access.permissions import Permission
from plans.documents.document import checksum
from plans.documents.newest_versions import newest_ids
from plans.documents.versions import NotPublishable
from plans.models import Partnership, PlanVersion, Visibility
from plans.public.pages import downloads_of, plan_page, read_around

from . import pages as scrutiny_pages, questions
from .document import publish_register, scrutiny_document
from .views import FOR_MEMBERS, latest_of, published_reports, with_owners


@require_safe
@desk(Permission.READ_MEMBERS_TEXT)
def for_members(request: DeskRequest, partnership: Partnership) -> HttpResponse:
    """The published register with what is kept for members, set apart."""
    version = partnership.scrutiny_versions.first()
    read = scrutiny_pages.reading(version.for_members, timezone.localdate()) if version else None
    plans = PlanVersion.objects.filter(pk__in=newest_ids(), plan__partnership=partnership).order_by(
        "-plan__period_start", "plan__slug"
    )
    reports = published_reports(partnership, FOR_MEMBERS)
    latest = latest_of(reports)
    context = {
        "crumbs": [first_crumb(partnership, request.permissions), (_("Scrutiny"), "")],
        "version": version,
        "read": read,
        "plans": plans.values("plan__slug", "members_checksum", title=KT("content__plan__title")),
        "reports": reports,
        "latest": latest and {**latest, "exceptions": with_owners(latest)},
    }
    return render(request, "scrutiny/for_members.html", context)


@require_safe
@desk(Permission.READ_MEMBERS_TEXT)
def plan(request: DeskRequest, partnership: Partnership, plan: str) -> HttpResponse:
    """The newest version of a plan with what is kept for members, set apart."""
    newest = PlanVersion.objects.filter(plan__partnership=partnership, plan__slug=plan).select_related("plan").first()
    if newest is None:
        sentence = _("%(name)s has no published plan at the address “%(slug)s”.")
        raise NotFound(sentence % {"name": partnership.name, "slug": plan})
    newest.plan.partnership = partnership
    around = read_around(newest, timezone.localdate())
    newest.content = newest.for_members or newest.content
    return HttpResponse(plan_page(newest, newest, request.path, around, downloads_of(newest), for_members=True))


@require_http_methods(["GET", "HEAD", "POST"])
@desk(Permission.ASK_QUESTIONS)
def question(request: DeskRequest, partnership: Partnership) -> HttpResponse:
    """A member sends a question for a meeting; the officers are emailed."""
    today = timezone.localdate()
    meetings = questions.meetings_to_ask(partnership, today)
    form = questions.QuestionForm(meetings, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        asked = questions.ask(partnership, given["meeting"], given["question"], by=request.user, today=today)
        sent = questions.email_officers(asked, request.build_absolute_uri("/").rstrip("/"))
        said = ngettext("%(num)s officer was emailed.", "%(num)s officers were emailed.", sent) % {"num": sent}
        messages.success(request, _("Your question was sent. %(said)s") % {"said": said})
        return redirect("members-scrutiny", partnership.slug)
    scrutiny = (_("Scrutiny"), reverse("members-scrutiny", args=[partnership.slug]))
    context = {
        "crumbs": [first_crumb(partnership, request.permissions), scrutiny, (_("Send a question"), "")],
        "form": form,
        "meetings": list(meetings),
    }
    return render(request, "scrutiny/question.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk(Permission.PUBLISH)
def publish(request: DeskRequest, partnership: Partnership) -> HttpResponse:
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
        "crumbs": [first_crumb(partnership, request.permissions), (_("Scrutiny"), "")],
        "latest": latest,
        "read": scrutiny_pages.reading(content, timezone.localdate()),
        "changed": latest is None or checksum(latest.for_members) != checksum(content),
        "note": note,
        "refused": refused,
    }
    return render(request, "scrutiny/publish.html", context)
