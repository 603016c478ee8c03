from django.conf import settings
from django.urls import path

from .views import accounts, people, second_factor

urlpatterns = [
    path("sign-in/", accounts.SignIn.as_view(), name="sign-in"),
    path("sign-out/", accounts.SignOut.as_view(), name="sign-out"),
    path("kept/", accounts.throw_away, name="throw-away"),
    path("password/forgotten/", accounts.Forgotten.as_view(), name="forgotten-password"),
    path("password/emailed/", accounts.email_sent, name="password-emailed"),
    path("password/change/", accounts.ChangePassword.as_view(), name="change-password"),
    path("password/<str:uidb64>/<str:token>/", accounts.SetPassword.as_view(), name="set-password"),
    path("account/", accounts.account, name="account"),
    path("account/weekly-email/", accounts.weekly_tasks, name="weekly-tasks"),
    path("second-factor/", second_factor.prove, name="second-factor"),
    path("second-factor/recovery-codes/", second_factor.recovery_codes, name="recovery-codes"),
    path("second-factor/off/", second_factor.turn_off, name="second-factor-off"),
    path("help/roles/", accounts.roles, name="roles"),
    path("<slug:partnership>/people/", people.people, name="people"),
    path("<slug:partnership>/people/audit.csv", people.audit, name="audit"),
    path("<slug:partnership>/people/<number:pk>/", people.take_role, name="take-role"),
]
if settings.OIDC:
    from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView

    urlpatterns += [
        path("openid/", OIDCAuthenticationRequestView.as_view(), name="openid"),
        path("openid/callback/", OIDCAuthenticationCallbackView.as_view(), name="openid-callback"),
        path("openid/refused/", accounts.refused, name="openid-refused"),
    ]
