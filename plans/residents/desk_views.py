"""Where officers read what residents wrote, publish it or not, and answer."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from csp_portal.emails import send_email
from csp_portal.pages.live_pages import NotFound
from csp_portal.tables import page_links
from plans.access.decorators import desk
from plans.access.permissions import Permission
from plans.editing.views.rows import read_or_write
from plans.models import EditConflict, Feedback, Partnership

from . import feedback as rules
from .forms import DecisionForm

A_PAGE = 50


@require_safe
@desk(Permission.ANSWER_RESIDENTS)
def listed(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    """What waits for a decision, and what is published."""
    shown = Paginator(partnership.published_feedback.all(), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "crumbs": _crumbs(partnership),
        "waiting": partnership.feedback.filter(decided_at=None),
        "refused": partnership.feedback.exclude(reasons=""),
        "shown": shown,
        "pages": page_links(shown, request.GET) if shown.paginator.num_pages > 1 else None,
    }
    return render(request, "residents/desk.html", context)


@read_or_write
@desk(Permission.ANSWER_RESIDENTS)
def decide(request: HttpRequest, partnership: Partnership, pk: int) -> HttpResponse:
    """Publish words of a resident with a reply, or say why not."""
    feedback = partnership.feedback.select_related("plan").filter(pk=pk).first()
    if feedback is None:
        raise NotFound(_("This is not there any more: it may have been deleted on its day."))
    form = DecisionForm(request.POST or None, initial={"text": feedback.text})
    if request.method == "POST" and form.is_valid():
        given, now = form.cleaned_data, timezone.now()
        try:
            if "refuse" in request.POST:
                rules.refuse(feedback, reasons=given["reasons"], by=request.user, now=now)
            else:
                rules.publish_feedback(feedback, text=given["text"], reply=given["reply"], by=request.user, now=now)
        except EditConflict as problem:
            form.add_error(None, str(problem))
        else:
            said = _("Not published.") if "refuse" in request.POST else _("Published.")
            messages.success(request, f"{said} {_tell(request, feedback, given)}".strip())
            return redirect("desk-feedback", partnership.slug)
    crumbs = _crumbs(partnership, (str(feedback.about)[:60], ""))
    return render(request, "residents/decide.html", {"crumbs": crumbs, "feedback": feedback, "form": form.dressed()})


@read_or_write
@desk(Permission.ANSWER_RESIDENTS)
def published(request: HttpRequest, partnership: Partnership, pk: int) -> HttpResponse:
    """Change the words or the reply that the public reads, or take them back."""
    row = partnership.published_feedback.select_related("plan").filter(pk=pk).first()
    if row is None:
        raise NotFound(_("This is not published, or not any more."))
    row.partnership = partnership
    form = DecisionForm(request.POST or None, initial={"text": row.text, "reply": row.reply})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if "refuse" in request.POST:
            rules.take_back(row, reasons=given["reasons"], by=request.user)
            messages.success(request, _("Taken back."))
        else:
            rules.change_published(row, text=given["text"], reply=given["reply"], by=request.user)
            messages.success(request, _("Stored. Readers see it now."))
        return redirect("desk-feedback", partnership.slug)
    crumbs = _crumbs(partnership, (str(row.about)[:60], ""))
    return render(request, "residents/published.html", {"crumbs": crumbs, "row": row, "form": form.dressed()})


def _tell(request: HttpRequest, feedback: Feedback, given: dict[str, str]) -> str:
    """Send the reply to the resident who asked for one, and delete the address; what came of it, in a sentence."""
    if not feedback.email:
        return ""
    context = {
        "feedback": feedback,
        "partnership": feedback.partnership,
        "reply": given["reply"],
        "reasons": given["reasons"] if "refuse" in request.POST else "",
        "page": request.build_absolute_uri(reverse("have-your-say", args=[feedback.partnership.slug])),
    }
    subject = _("What you wrote to %(name)s") % {"name": feedback.partnership.name}
    if not send_email(feedback.email, subject, "residents/reply_email.txt", context):
        return _("The email to the resident could not be sent; the address is kept until the day of deletion.")
    Feedback.objects.filter(pk=feedback.pk).update(email="")
    return _("The reply was sent, and the address is deleted.")


def _crumbs(partnership: Partnership, *below: tuple[str, str]) -> list[tuple[str, str]]:
    here = reverse("desk-feedback", args=[partnership.slug]) if below else ""
    return [(partnership.name, reverse("desk-partnership", args=[partnership.slug])), (_("Residents"), here), *below]
