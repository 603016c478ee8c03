"""Where officers read what residents wrote, publish it or not, and answer."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from csp_portal.emails import send_email
from csp_portal.pages.live_pages import NotFound
from csp_portal.tables import page_links
from plans.access.decorators import DeskRequest, desk
from plans.access.permissions import Permission
from plans.editing.views.rows import read_or_write
from plans.models import EditConflict, Feedback, Partnership

from . import feedback as rules
from .forms import DecisionForm

A_PAGE = 50


@require_safe
@desk(Permission.ANSWER_RESIDENTS)
def listed(request: DeskRequest, partnership: Partnership) -> HttpResponse:
    """What waits for a decision, and what is published."""
    shown = Paginator(partnership.published_feedback.all(), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "crumbs": _crumbs(partnership),
        "waiting": partnership.feedback.filter(decided_at=None),
        "refused": partnership.feedback.exclude(reasons=""),
        "unsent": partnership.feedback.exclude(decided_at=None).exclude(email=""),
        "shown": shown,
        "pages": page_links(shown, request.GET) if shown.paginator.num_pages > 1 else None,
    }
    return render(request, "residents/desk.html", context)


@read_or_write
@desk(Permission.ANSWER_RESIDENTS)
def decide(request: DeskRequest, partnership: Partnership, pk: int) -> HttpResponse:
    """Publish words of a resident with a reply, or say why not; and send a reply again that could not be sent."""
    feedback = partnership.feedback.select_related("plan").filter(pk=pk).first()
    if feedback is None:
        raise NotFound(_("This is no longer there: it may have reached its deletion date."))
    if "send" in request.POST and feedback.decided_at:
        messages.success(request, _tell(request, feedback))
        return redirect("desk-feedback", partnership.slug)
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
            messages.success(request, f"{said} {_tell(request, feedback)}".strip())
            return redirect("desk-feedback", partnership.slug)
    crumbs = _crumbs(partnership, (str(feedback.about)[:60], ""))
    return render(request, "residents/decide.html", {"crumbs": crumbs, "feedback": feedback, "form": form})


@read_or_write
@desk(Permission.ANSWER_RESIDENTS)
def published(request: DeskRequest, partnership: Partnership, pk: int) -> HttpResponse:
    """Change the words or the reply that the public reads, or take them back."""
    row = partnership.published_feedback.select_related("plan").filter(pk=pk).first()
    if row is None:
        raise NotFound(_("This is not published, or no longer is."))
    row.partnership = partnership
    form = DecisionForm(request.POST or None, initial={"text": row.text, "reply": row.reply})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if "refuse" in request.POST:
            rules.take_back(row, reasons=given["reasons"], by=request.user)
            messages.success(request, _("No longer published."))
        else:
            rules.change_published(row, text=given["text"], reply=given["reply"], by=request.user)
            messages.success(request, _("Saved. Readers see it now."))
        return redirect("desk-feedback", partnership.slug)
    crumbs = _crumbs(partnership, (str(row.about)[:60], ""))
    return render(request, "residents/published.html", {"crumbs": crumbs, "row": row, "form": form})


def _tell(request: DeskRequest, feedback: Feedback) -> str:
    """Send the reply to the resident who asked for one, and delete the address; what came of it, in a sentence.

    The address is taken out of the row before the email is sent, and put back when it was not: so the reply is sent at
    most once, whoever presses the button twice.
    """
    address = feedback.email
    if not address or not Feedback.objects.filter(pk=feedback.pk, email=address).update(email=""):
        return ""
    decided = Feedback.objects.select_related("published", "partnership").get(pk=feedback.pk)
    published = getattr(decided, "published", None)
    context = {
        "feedback": decided,
        "partnership": decided.partnership,
        "reply": published.reply if published else "",
        "reasons": decided.reasons,
        "page": request.build_absolute_uri(reverse("have-your-say", args=[decided.partnership.slug])),
    }
    subject = _("What you wrote to %(name)s") % {"name": decided.partnership.name}
    if send_email(address, subject, "residents/reply_email.txt", context):
        return _("The reply was sent, and the address has been deleted.")
    Feedback.objects.filter(pk=feedback.pk).update(email=address)
    return _("The email to the resident could not be sent. You can send it again from the list of replies not sent.")


def _crumbs(partnership: Partnership, *below: tuple[str, str]) -> list[tuple[str, str]]:
    here = reverse("desk-feedback", args=[partnership.slug]) if below else ""
    return [(partnership.name, reverse("desk-partnership", args=[partnership.slug])), (_("Residents"), here), *below]
