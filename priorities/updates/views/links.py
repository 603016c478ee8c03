"""The page behind the link in an email: a lead answers without an account. Looking at it changes nothing."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from csp_portal.security import keyed
from plans.models import Visibility
from priorities.models import LeadRequest, UpdateLink
from priorities.updates.answer_page import AnswerPage
from priorities.updates.answers import LinkShut, LinkState, answer_by_link, find_link, state_of
from priorities.updates.emails import who_to_contact
from priorities.updates.further import asked_too
from priorities.updates.leads import asked_of
from priorities.updates.progress import overdue


@require_http_methods(["GET", "HEAD", "POST"])
@keyed
def update(request: HttpRequest, token: str) -> HttpResponse:
    """Ask a lead about all actions, store the answer once, and say why when the link does not work."""
    link = find_link(token)
    if link is None:
        return render(request, "updates/link_unknown.html", status=404)
    now = timezone.now()
    answering = AnswerPage(link.lead, Visibility.PUBLIC, request.POST if request.method == "POST" else None)
    if (state := state_of(link, now)) != LinkState.OPEN:
        return _shut(request, link, state, answering)
    if request.method == "POST" and answering.is_valid():
        try:
            lead = answer_by_link(link, answering.said, further=answering.further, now=now)
        except LinkShut as problem:
            link.lead.refresh_from_db()
            return _shut(request, link, problem.state, answering)
        said = {"updates": asked_of(lead, Visibility.PUBLIC), "further": asked_too([lead])[lead.pk]}
        return render(request, "updates/thanks.html", _frame(lead) | said)
    late = overdue(link.lead.round, link.lead, timezone.localdate(now))
    context = _frame(link.lead) | {"answering": answering, "late": late}
    return render(request, "updates/update.html", context, status=422 if request.method == "POST" else 200)


def _shut(request: HttpRequest, link: UpdateLink, state: LinkState, answering: AnswerPage) -> HttpResponse:
    """Why the link does not work, with what was typed, to be copied."""
    lead = link.lead
    when = {"day": lead.answered_at and timezone.localtime(lead.answered_at).strftime("%-d %B %Y, %H:%M")}
    sentences = {
        LinkState.USED: _("This link was used on %(day)s to send an answer, and the answer has been saved."),
        LinkState.ANSWERED: _("The answer for this round was given on %(day)s in another way, and has been saved."),
        LinkState.CLOSED: _("The partnership has closed this round; you can no longer answer."),
        LinkState.REPLACED: _("A newer email with a newer link was sent to you. Please use the link in that email."),
        LinkState.EXPIRED: _("This link has expired."),
        LinkState.NOTHING_ASKED: _(
            "The partnership no longer asks you about these actions. You do not need to do anything."
        ),
    }
    stored = state in (LinkState.USED, LinkState.ANSWERED)
    context = _frame(lead) | {
        "sentence": sentences[state] % when,
        "stored": stored,
        "closed": state == LinkState.CLOSED,
        "nothing_asked": state == LinkState.NOTHING_ASKED,
        "texts": answering.typed if request.method == "POST" else [],
    }
    return render(request, "updates/link_shut.html", context, status=410)


def _frame(lead: LeadRequest) -> dict[str, Any]:
    """What each of these pages says: whose it is and who to ask."""
    plan = lead.round.plan
    frame = {"lead": lead, "round": lead.round, "plan": plan, "partnership": plan.partnership}
    return frame | who_to_contact(lead.round)
