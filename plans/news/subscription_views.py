"""Emails about what was published: the form of residents, the links in emails, what people with accounts watch."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from csp_portal.formats.numbers import whole_number
from csp_portal.forms.layout import PortalForm
from csp_portal.forms.rate_limit import Limit, network_of
from csp_portal.forms.stamps import FormRefused, name_of_form, stamp_again
from csp_portal.security import keyed
from plans.access.decorators import desk
from plans.access.page_context import first_crumb
from plans.access.permissions import Permission
from plans.editing.views.rows import read_or_write
from plans.models import Partnership, Rhythm, Subscription
from plans.public.live import find_open_partnership, find_partnership, form_page, page, partnership_page

from . import subscriptions as rules

MOST_OF_ONE_NETWORK = 10  # in an hour


class WatchForm(PortalForm):
    """What to be told of, and how often."""

    about = forms.ChoiceField(label=gettext_lazy("What do you want to hear about?"), required=False)
    rhythm = forms.ChoiceField(label=gettext_lazy("How often?"), choices=Rhythm.choices, initial=Rhythm.WEEKLY)

    def __init__(self, followed: dict[str, str], *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = list(followed.items())


class SubscribeForm(WatchForm):
    """The same for residents, with an address."""

    email = forms.EmailField(
        label=gettext_lazy("Your email address"),
        help_text=gettext_lazy("Only for these emails. It is deleted when you stop them."),
        max_length=254,
        error_messages={
            "required": gettext_lazy("Enter your email address."),
            "invalid": gettext_lazy("Enter an email address like name@example.org."),
        },
    )

    def clean(self):
        if self.data.get("website"):
            raise forms.ValidationError(_("Leave the field “Website” empty: it is there to stop automated messages."))
        return super().clean()


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def subscribe(request: HttpRequest, partnership: str) -> HttpResponse:
    """Ask for emails. What is answered never depends on whether the address is known."""
    owner, now = find_open_partnership(partnership), timezone.now()
    followed = rules.followed(owner)
    form = SubscribeForm(followed, request.POST or None, initial={"about": request.GET.get("about", "")})
    status = 200
    if request.method == "POST":
        limit = Limit("subscription", network_of(request), MOST_OF_ONE_NETWORK)
        if limit.is_reached(now):
            return form_page(request, "residents/full.html", owner, _crumbs(owner), status=429, text="")
        status = 422
        if form.is_valid():
            try:
                name_of_form(request.POST.get("stamp", ""), now)
                if not limit.take(now):
                    return form_page(request, "residents/full.html", owner, _crumbs(owner), status=429, text="")
                given = form.cleaned_data
                rules.ask(
                    owner,
                    given["about"],
                    followed[given["about"]],
                    email=given["email"],
                    rhythm=given["rhythm"],
                    portal=request.build_absolute_uri("/"),
                    now=now,
                )
            except FormRefused as problem:
                form.add_error(None, str(problem))
            except rules.ConfirmationNotSent as problem:
                form.add_error(None, str(problem))
                status = 503
            else:
                return redirect("subscription-asked", owner.slug)
    return form_page(
        request,
        "news/subscribe.html",
        owner,
        _crumbs(owner),
        status=status,
        form=form,
        stamp=stamp_again(request.POST.get("stamp", ""), now),
    )


@partnership_page
def asked(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    """What happens next."""
    return page(request, "news/asked.html", partnership, _crumbs(partnership), days=rules.CONFIRM_DAYS)


@require_http_methods(["GET", "HEAD", "POST"])
@keyed
def confirm(request: HttpRequest, partnership: str, token: str) -> HttpResponse:
    """Start the emails an address was asked for. Looking at the page starts nothing: programs look at links too."""
    row = rules.to_confirm(token)
    if row is None:
        return _unknown(request, partnership)
    waiting = rules.waiting_with(row)
    if request.method == "POST":
        rules.confirm(row, timezone.now())
    context = {"row": row, "waiting": waiting, "done": request.method == "POST" or not waiting}
    return form_page(request, "news/confirm.html", row.partnership, _crumbs(row.partnership), **context)


@csrf_exempt  # RFC 8058: the mail program of the reader posts, without a page or a cookie; the address is the key
@require_http_methods(["GET", "HEAD", "POST"])
@keyed
def stop(request: HttpRequest, partnership: str, token: str) -> HttpResponse:
    """Stop emails, and delete the address. Looking at the page stops nothing."""
    row = rules.to_stop(token)
    if row is None:
        return _unknown(request, partnership)
    if request.method == "POST":
        row.delete()
    context = {"row": row, "done": request.method == "POST"}
    return form_page(request, "news/stop.html", row.partnership, _crumbs(row.partnership), **context)


@read_or_write
@desk(Permission.WATCH)
def watches(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    """What I watch here: start, change how often, stop."""
    followed = rules.followed(partnership)
    mine = Subscription.objects.filter(partnership=partnership, user=request.user)
    if stopped := whole_number(request.POST.get("stop", "")):
        mine.filter(pk=stopped).delete()
        messages.success(request, _("You no longer get emails about this."))
        return redirect("watches", partnership.slug)
    form = WatchForm(followed, request.POST or None, initial={"about": request.GET.get("about", "")})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        portal = request.build_absolute_uri("/")
        words = followed[given["about"]]
        rules.watch(
            partnership,
            given["about"],
            words,
            user=request.user,
            rhythm=given["rhythm"],
            portal=portal,
            now=timezone.now(),
        )
        messages.success(request, _("You will get emails about: %(words)s.") % {"words": words})
        return redirect("watches", partnership.slug)
    crumbs = [first_crumb(partnership, request.permissions), (_("What you follow"), "")]
    return render(request, "news/watches.html", {"crumbs": crumbs, "form": form, "mine": mine})


def _unknown(request: HttpRequest, partnership: str) -> HttpResponse:
    owner = find_partnership(partnership)
    return form_page(request, "news/unknown.html", owner, _crumbs(owner), status=404)


def _crumbs(partnership: Partnership) -> list[tuple[str, str]]:
    return [(partnership.name, reverse("partnership", args=[partnership.slug])), (_("Emails"), "")]
