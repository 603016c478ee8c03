"""Setting the second factor up, proving it, new recovery codes, turning it off."""

import base64

import django_otp
import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from plans.access import second_factor
from plans.access.decorators import DeskRequest, signed_in
from plans.access.forms import CodeForm


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def prove(request: DeskRequest) -> HttpResponse:
    """Enter a code, or set the app up first. From here a person goes on to the page they wanted."""
    if request.user.is_verified():
        return redirect(_onward(request))
    if second_factor.app_of(request.user) is None:
        return _set_up(request)
    form = CodeForm(request.POST or None)
    if proof := _tried(request, form, second_factor.check):
        django_otp.login(request, proof)
        return redirect(_onward(request))
    return render(request, "access/second_factor.html", {"form": form, "next": request.GET.get("next", "")})


def _set_up(request: DeskRequest) -> HttpResponse:
    """Show the secret of a new app until a first code from it proves that it works."""
    form = CodeForm(request.POST or None)
    if done := _tried(request, form, second_factor.confirm):
        app, codes = done
        django_otp.login(request, app)
        return _show_codes(request, codes)
    app = second_factor.new_app(request.user)
    secret = base64.b32encode(app.bin_key).decode()
    context = {
        "form": form,
        "secret": " ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
        "link": app.config_url,
        "qr_code": segno.make(app.config_url, error="m").svg_inline(svgclass="app-qr", omitsize=True, light="#fff"),
        "next": request.GET.get("next", ""),
    }
    return render(request, "access/set_up.html", context)


@require_POST
@signed_in
def recovery_codes(request: DeskRequest) -> HttpResponse:
    """Ten new recovery codes, shown once."""
    _must_be_proved(request)
    return _show_codes(request, second_factor.new_recovery_codes(request.user))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def turn_off(request: DeskRequest) -> HttpResponse:
    """Forget the app, with a last code; who needs a second factor sets up a new one at once."""
    _must_be_proved(request)
    form = CodeForm(request.POST or None)
    if _tried(request, form, second_factor.check):
        second_factor.turn_off(request.user)
        messages.success(request, _("Two-step sign-in is turned off."))
        return redirect("account")
    context = {
        "heading": _("Turn off two-step sign-in?"),
        "words": _(
            "Your app and your recovery codes will stop working here. If your role needs two-step sign-in, you "
            "set it up again straight away. Enter a code to confirm."
        ),
        "button": _("Turn it off"),
        "form": form,
        "crumbs": [(_("Turn off two-step sign-in"), "")],
    }
    return render(request, "access/form.html", context)


def _tried(request: DeskRequest, form: CodeForm, attempt):
    """What an attempt with the code that was sent gives; a wrong code and too many of them are said at the field."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        result = attempt(request.user, form.cleaned_data["code"])
    except second_factor.TooMany as problem:
        form.add_error(
            "code",
            ngettext(
                "Too many wrong codes. Try again in %(num)s second.",
                "Too many wrong codes. Try again in %(num)s seconds.",
                problem.seconds,
            )
            % {"num": problem.seconds},
        )
        return None
    if result is None:
        form.add_error(
            "code", _("This code is wrong, or it has already been used. Wait for the next one and try again.")
        )
    return result


def _show_codes(request: DeskRequest, codes: list[str]) -> HttpResponse:
    context = {"codes": codes, "onward": _onward(request), "crumbs": [(_("Recovery codes"), "")]}
    return render(request, "access/recovery_codes.html", context)


def _must_be_proved(request: DeskRequest) -> None:
    if not request.user.is_verified():
        raise PermissionDenied


def _onward(request: DeskRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else resolve_url("desk")
