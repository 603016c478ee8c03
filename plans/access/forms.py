"""Forms of accounts: signing in, passwords, codes, people and their roles."""

from django import forms
from django.contrib.auth import forms as auth_forms
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from csp_portal.emails import send_email
from csp_portal.forms.layout import PlainWords, PortalForm
from plans.models import Organisation, Role, User

from . import accounts


class SignInForm(PlainWords, auth_forms.AuthenticationForm):
    use_required_attribute = False
    username = auth_forms.UsernameField(label=_("User name or email address"), max_length=254)
    error_messages = {
        "invalid_login": _("The user name or password is wrong. Passwords are case-sensitive."),
        "inactive": _("This account is closed."),
    }


class ForgottenForm(PlainWords, auth_forms.PasswordResetForm):
    use_required_attribute = False
    email = forms.EmailField(
        label=_("Email address"), max_length=254, widget=forms.EmailInput({"autocomplete": "email"})
    )

    def get_users(self, email):
        """Also people who were added by an administrator and have not set a password yet."""
        return User.objects.filter(email__iexact=email, is_active=True)

    def send_mail(self, subject_template_name, email_template_name, context, from_email, to_email, **kwargs):
        """Through the one sender of the portal. The page says the same whether it was sent or not."""
        send_email(to_email, render_to_string(subject_template_name, context), email_template_name, context)


class SetPasswordForm(PlainWords, auth_forms.SetPasswordForm):
    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = _(
            "At least 12 characters; not a common password, and nothing like your name or email address."
        )
        self.fields["new_password2"].label = _("New password again")
        self.fields["new_password2"].help_text = ""


class NewAccountForm(SetPasswordForm):
    """Name, email and password of an account that was made on the console."""

    email = forms.EmailField(
        label=_("Email address"), max_length=150, widget=forms.EmailInput({"autocomplete": "email"})
    )
    first_name = forms.CharField(
        label=_("First name"), max_length=150, widget=forms.TextInput({"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=_("Last name"), max_length=150, widget=forms.TextInput({"autocomplete": "family-name"})
    )
    field_order = ("first_name", "last_name", "email")

    def clean(self):
        """The person is known before the password is judged, which must be nothing like name or address."""
        given = {name: self.cleaned_data.get(name, "") for name in self.field_order}
        given["email"] = given["email"].lower()
        for name, value in given.items():
            setattr(self.user, name, value)
        self.user.username = accounts.username_of(given["email"])
        if given["email"] and User.objects.exclude(pk=self.user.pk).filter(email__iexact=given["email"]).exists():
            self.add_error("email", _("Someone else already uses this email address."))
        return super().clean()


class ChangePasswordForm(SetPasswordForm, auth_forms.PasswordChangeForm):
    """The same, with the old password."""


class CodeForm(PortalForm):
    code = forms.CharField(
        label=_("Code"), max_length=32, widget=forms.TextInput({"autocomplete": "one-time-code", "spellcheck": "false"})
    )


class PersonForm(PortalForm):
    email = forms.EmailField(label=_("Email address"), max_length=150)
    first_name = forms.CharField(label=_("First name"), max_length=150, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=150, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=[("", _("Choose a role")), *Role.choices])
    organisation = forms.ModelChoiceField(
        Organisation.objects.order_by("name"), label=_("Organisation"), required=False, empty_label=_("None")
    )
