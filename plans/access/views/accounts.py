"""Signing in and out, passwords, and one's own account."""

import datetime as dt

from axes.utils import reset
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from csp_portal import emails
from csp_portal.forms.rate_limit import Limit, network_of
from plans.access import forms, resume, second_factor, sign_in
from plans.access.decorators import signed_in
from plans.access.permissions import ROLES, SECOND_FACTOR, SITE_ADMINISTRATOR, Permission


class FormPage:
    """A page of Django's own sign-in views, drawn like every form of the desk."""

    http_method_names = ["get", "head", "post"]
    heading: str = ""
    button: str = ""
    words: str = ""

    def get_context_data(self, **kwargs):
        words = {"heading": self.heading, "button": self.button, "words": self.words}
        return super().get_context_data(**kwargs) | words


@method_decorator(never_cache, "dispatch")
class SignIn(FormPage, auth_views.LoginView):
    template_name = "access/sign_in.html"
    authentication_form = forms.SignInForm
    extra_context = {"openid": settings.OIDC}

    def post(self, request, *args, **kwargs):
        """Check the password, unless too many wrong ones came from this network or for this name within the hour."""
        now = timezone.now()
        until = timezone.localtime(now).replace(minute=0) + dt.timedelta(hours=1)
        words = {"until": until.strftime("%H:%M")}
        if sign_in.wrong_passwords(request).is_reached(now):
            return render(request, "access/network_locked.html", words, status=429)
        if sign_in.is_guessed(request, now):
            return render(request, "access/locked.html", words, status=429)
        sign_in.forget_those_to_come(now)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        response = super().form_valid(form)
        sign_in.remember_device(response, form.get_user())
        return response

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"is_kept": resume.KEY in self.request.session}


class SignOut(auth_views.LogoutView):
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        response = super().post(request, *args, **kwargs)
        response.delete_cookie(resume.COOKIE, path=resume.PATH)
        return response


@require_POST
@signed_in
def throw_away(request: HttpRequest) -> HttpResponse:
    """Forget the form that was kept, and go back to the page it stood on."""
    resume.forget(request)
    messages.success(request, _("The text we kept has been discarded."))
    return redirect(request.kept.page if request.kept else "desk")


@method_decorator(never_cache, "dispatch")
class Forgotten(FormPage, auth_views.PasswordResetView):
    template_name = "access/form.html"
    form_class = forms.ForgottenForm
    email_template_name = "access/forgotten_email.txt"
    subject_template_name = "access/forgotten_subject.txt"
    success_url = reverse_lazy("password-emailed")
    heading = gettext_lazy("Reset your password")
    words = gettext_lazy("Enter the email address of your account. We will send you a link to set a new password.")
    button = gettext_lazy("Send me the link")

    def form_valid(self, form):
        """Answer the same at once, whether the address is known or not, or has had too many emails already."""
        now, email = timezone.now(), form.cleaned_data["email"].lower()
        limits = Limit("password link", email, 3), Limit("password links", network_of(self.request), 20)
        if all(limit.take(now) for limit in limits):
            emails.send_later(lambda: self.send(form))
        return redirect(self.success_url)

    def send(self, form):
        """Email the link to whoever has this address."""
        super().form_valid(form)


class SetPassword(FormPage, auth_views.PasswordResetConfirmView):
    template_name = "access/set_password.html"
    form_class = forms.SetPasswordForm
    success_url = reverse_lazy("desk")
    post_reset_login = True
    post_reset_login_backend = "plans.access.sign_in.NameOrEmail"
    heading = gettext_lazy("Set a password")
    button = gettext_lazy("Set the password")

    def get_form_class(self):
        is_new = self.user is not None and not self.user.email  # there is nobody where the link is made up
        return forms.NewAccountForm if is_new else self.form_class

    def form_valid(self, form):
        response = super().form_valid(form)
        reset(username=self.user.username)
        messages.success(self.request, _("Your password has been set, and you are signed in."))
        return response


@method_decorator(signed_in, "dispatch")
class ChangePassword(FormPage, auth_views.PasswordChangeView):
    template_name = "access/form.html"
    form_class = forms.ChangePasswordForm
    success_url = reverse_lazy("account")
    heading = gettext_lazy("Change your password")
    button = gettext_lazy("Change the password")

    def form_valid(self, form):
        messages.success(self.request, _("Your password has been changed. You have been signed out everywhere else."))
        return super().form_valid(form)


@require_safe
@never_cache
def email_sent(request: HttpRequest) -> HttpResponse:
    """Says the same whether there is such an account or not."""
    words = _(
        "If an account has this address, a link to set a new password is on its way. It works once, for "
        "three days. If nothing arrives, ask your partnership’s administrator."
    )
    return render(request, "access/notice.html", {"heading": _("Check your email"), "words": words})


@require_safe
@signed_in
def account(request: HttpRequest) -> HttpResponse:
    """One's own account: roles, password, second factor."""
    memberships = request.user.memberships.select_related("partnership")
    context = {
        "memberships": [(row.partnership.name, row.get_role_display()) for row in memberships],
        "required": second_factor.is_required(request.user, request.memberships),
        "app": second_factor.app_of(request.user),
        "codes_left": second_factor.recovery_codes_left(request.user),
        "crumbs": [(_("Your account"), "")],
    }
    return render(request, "access/account.html", context)


@require_POST
@signed_in
def weekly_tasks(request: HttpRequest) -> HttpResponse:
    """Turn the weekly email about one's tasks on or off."""
    request.user.weekly_tasks = "on" in request.POST
    request.user.save(update_fields=["weekly_tasks"])
    on, off = _("You will get your tasks by email once a week."), _("You will no longer get your tasks by email.")
    messages.success(request, on if request.user.weekly_tasks else off)
    return redirect("account")


@require_safe
@signed_in
def roles(request: HttpRequest) -> HttpResponse:
    """What each role may do, from the table that decides it."""
    context = {
        "roles": [*(role.label for role in ROLES), _("Site administrator")],
        "rows": [
            (permission.label, [permission in may for may in (*ROLES.values(), SITE_ADMINISTRATOR)])
            for permission in Permission
        ],
        "second_factor": [*(role in SECOND_FACTOR for role in ROLES), True],
        "crumbs": [(_("Roles"), "")],
    }
    return render(request, "access/roles.html", context)


@require_safe
@never_cache
def refused(request: HttpRequest) -> HttpResponse:
    """The organisation's sign-in service named nobody who has an account here."""
    context = {
        "heading": _("You were not signed in"),
        "words": _(
            "Your organisation’s sign-in service did not answer, or the address it confirmed has no account "
            "here. Ask your partnership’s administrator to add you with the address your organisation uses."
        ),
        "back": reverse("sign-in"),
    }
    return render(request, "access/notice.html", context, status=403)
