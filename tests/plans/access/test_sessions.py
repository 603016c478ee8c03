"""What a sign-in opens, and what ends it."""

import logging

import pytest
from django.conf import global_settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from csp_portal import settings as own_settings
from plans.models import Plan, User
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]
PASSWORD = "correct horse battery"


def person(*roles: str) -> User:
    user = builders.person("olive", builders.partnership(), *roles)
    user.set_password(PASSWORD)
    user.email = "olive@norwich.example"
    user.save()
    return user


def sign_in(client: Client, password: str = PASSWORD) -> int:
    return client.post("/desk/sign-in/", {"username": "olive", "password": password}).status_code


def change(client: Client, old: str, new: str) -> int:
    given = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post("/desk/password/change/", given).status_code


def test_a_session_is_new_at_sign_in_and_gone_at_sign_out(client):
    person("officer")
    client.cookies["sessionid"] = "f" * 32  # somebody else has put it there
    assert sign_in(client) == 302
    session = client.cookies["sessionid"].value
    assert session != "f" * 32
    client.post("/desk/sign-out/")
    assert not Session.objects.filter(session_key=session).exists()
    client.cookies["sessionid"] = session
    assert client.get("/desk/account/").status_code == 302


def test_a_closed_account_and_a_new_password_end_other_sessions(client):
    user, other = person("officer"), Client()
    sign_in(client), sign_in(other)
    assert change(client, PASSWORD, "another horse battery") == 302
    assert (client.get("/desk/account/").status_code, other.get("/desk/account/").status_code) == (200, 302)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/desk/account/").status_code == 302


def test_a_long_password_of_any_characters_is_taken_as_it_is(client):
    person("officer")
    long = " ŵ–𝒳 only words ".ljust(70, "é")
    sign_in(client)
    assert change(client, PASSWORD, long) == 302
    assert [sign_in(Client(), tried) for tried in (long[:-1], long.upper(), long.strip(), long)] == [200, 200, 200, 302]


def test_a_new_password_does_not_replace_the_second_factor(client):
    TOTPDevice.objects.create(user=person("approver"), confirmed=True)
    client.post("/desk/password/forgotten/", {"email": "olive@norwich.example"})
    link = next(word for word in mail.outbox[0].body.split() if "/desk/password/" in word)
    form = client.get(link, follow=True)
    new = {"new_password1": "another horse battery", "new_password2": "another horse battery"}
    client.post(form.request["PATH_INFO"], new)
    assert client.get("/desk/account/")["Location"].startswith("/desk/second-factor/")


def test_sign_ins_and_wrong_passwords_are_logged_without_names(client, caplog):
    user = person("officer")
    with caplog.at_level(logging.INFO, "plans.access.sign_in"):
        sign_in(client, "wrong")
        sign_in(client)
    said = [record.getMessage() for record in caplog.records if record.name.startswith(("plans.access", "axes"))]
    assert said == ["Sign-in failed.", f"Signed in: person {user.pk}."]


def test_passwords_are_hashed_slowly():
    """Tests hash quickly; the portal itself leaves the choice to Django."""
    assert not hasattr(own_settings, "PASSWORD_HASHERS")
    assert global_settings.PASSWORD_HASHERS[0].endswith(".PBKDF2PasswordHasher")
    assert PBKDF2PasswordHasher.iterations >= 600_000


def test_a_field_that_is_not_in_the_form_changes_nothing(client):
    plan = builders.rich_plan(1)
    other = builders.plan(plan.partnership, "2030-2033")
    builders.sign_in(client, builders.person("officer", plan.partnership, "officer"))
    sent = {"heading": "Added", "kind": "other", "visibility": "public", "body": "Words."}
    slipped_in = {"plan": other.pk, "body_html": "<script>", "state": "published", "row_version": 9}
    client.post("/desk/anytown/plans/2020-2023/sections/add/", sent | slipped_in)
    made = plan.sections.get(heading="Added")
    assert "script" not in made.body_html
    assert set(Plan.objects.values_list("state", flat=True)) == {"draft"}
    assert other.sections.count() == 0


@pytest.mark.parametrize("address", ["/", "/desk/sign-in/", "/api/v1/"])
def test_the_method_trace_is_refused(client, address):
    assert client.trace(address).status_code == 405
