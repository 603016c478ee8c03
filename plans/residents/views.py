"""Have your say: what can be commented on, what was said and answered, and the form to write."""

import datetime as dt

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from csp_portal.forms.rate_limit import Limit, network_of
from csp_portal.forms.stamps import FormRefused, name_of_form, stamp_again
from csp_portal.tables import asked_page, page_links
from plans.documents.newest_versions import newest_versions
from plans.models import Partnership
from plans.news.subscriptions import CONFIRM_DAYS
from plans.public.live import find_open_partnership, form_page, page, partnership_page, site_page

from .feedback import KEPT_MONTHS, delete_on, receive
from .forms import FeedbackForm
from .topics import WHOLE, Topic, consultations, topics

A_PAGE = 20
MOST_OF_ONE_NETWORK = 10  # in an hour
MOST_OF_ALL = 300


@partnership_page(takes=("lang", "page"))
def overview(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    """What is open for consultation, and what residents said with the replies."""
    versions, today = list(newest_versions(partnership)), timezone.localdate()
    if partnership.closed_on:
        versions = []
    is_open = [(topic, said, version) for version in versions for topic, said in consultations(version, today)]
    published = partnership.published_feedback.all()
    shown = asked_page(request, Paginator(published, A_PAGE))
    return page(
        request,
        "residents/overview.html",
        partnership,
        _crumbs(partnership),
        answer=_answer(partnership, len(is_open), shown.paginator.count),
        is_open=is_open,
        versions=versions,
        shown=shown,
        pages=page_links(shown, request.GET) if shown.paginator.num_pages > 1 else None,
    )


def _answer(partnership: Partnership, is_open: int, published: int) -> str:
    """How many consultations are open and, if there are any, how many messages are published."""
    first = _("No consultation is open now; you can comment on a plan at any time.")
    if partnership.closed_on:
        words = {"name": partnership.name, "day": date_format(partnership.closed_on, "j F Y")}
        first = _("%(name)s was closed on %(day)s, so you can no longer write to it.") % words
    elif is_open:
        first = ngettext("%(num)s consultation is open.", "%(num)s consultations are open.", is_open) % {"num": is_open}
    second = ngettext(
        "%(num)s resident’s message is published below.",
        "%(num)s residents’ messages are published below.",
        published,
    ) % {"num": published}
    return f"{first} {second}" if published else first


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def write(request: HttpRequest, partnership: str) -> HttpResponse:
    """The form. Sending stores the words once; what looks personal in them is pointed out before."""
    owner, now = find_open_partnership(partnership), timezone.now()
    choices = topics(owner.name, list(newest_versions(owner)), timezone.localdate(now))
    if request.method != "POST":
        asked = {"about": request.GET.get("about", WHOLE)}
        return _form_page(request, owner, FeedbackForm(choices, initial=asked), now)
    limits = [
        Limit(f"feedback {owner.pk}", "everybody", MOST_OF_ALL),
        Limit("feedback", network_of(request), MOST_OF_ONE_NETWORK),
    ]
    form = FeedbackForm(choices, request.POST)
    if any(limit.is_reached(now) for limit in limits):
        return _full(request, owner, form)
    if not form.is_valid() or form.findings:
        return _form_page(request, owner, form, now, status=422)
    try:
        name = name_of_form(request.POST.get("stamp", ""), now)
    except FormRefused as problem:
        form.add_error(None, str(problem))
        return _form_page(request, owner, form, now, status=422)
    if not all(limit.take(now) for limit in limits):
        return _full(request, owner, form)
    given = form.cleaned_data
    receive(owner, form.topic, form=name, text=given["text"], name=given["name"], email=given["email"], now=now)
    return redirect("feedback-thanks", owner.slug)


def _form_page(
    request: HttpRequest, owner: Partnership, form: FeedbackForm, now: dt.datetime, status: int = 200
) -> HttpResponse:
    """The form, with the day on which what is sent would be deleted."""
    topic = form.topics.get(form["about"].value() or WHOLE, Topic(WHOLE, ""))
    context = {
        "form": form,
        "topic": topic,
        "delete_on": delete_on(topic, timezone.localdate(now)),
        "stamp": stamp_again(request.POST.get("stamp", ""), now),
    }
    return form_page(request, "residents/write.html", owner, _writing(owner), status=status, **context)


def _full(request: HttpRequest, owner: Partnership, form: FeedbackForm) -> HttpResponse:
    """Too much was sent in this hour: nothing is stored, and what was typed is given back."""
    text = form.data.get("text", "")[:100_000]
    response = form_page(request, "residents/full.html", owner, _writing(owner), status=429, text=text)
    response.headers["Retry-After"] = "3600"
    return response


def _writing(owner: Partnership) -> list[tuple[str, str]]:
    return _crumbs(owner, (_("Write to the partnership"), ""))


@partnership_page
def thanks(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    """What happens next with what was sent."""
    return page(request, "residents/thanks.html", partnership, _crumbs(partnership, (_("Sent"), "")))


def _crumbs(partnership: Partnership, *below: tuple[str, str]) -> list[tuple[str, str]]:
    here = reverse("have-your-say", args=[partnership.slug]) if below else ""
    return [(partnership.name, reverse("partnership", args=[partnership.slug])), (_("Have your say"), here), *below]


@site_page
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of people who read and write here."""
    kept = {"months": KEPT_MONTHS, "days": CONFIRM_DAYS, "contact": settings.PORTAL_CONTACT}
    return page(request, "residents/privacy.html", None, [(_("Privacy"), "")], **kept)
