"""Accounts: signing in, the second factor, passwords, and the people of a partnership."""

import datetime as dt
import re
import time

import pytest
import segno
from axes.models import AccessAttempt
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from plans.access import accounts, demo_accounts, second_factor, sign_in as access_sign_in
from plans.access.permissions import ROLES, SITE_ADMINISTRATOR, Permission
from plans.models import Change, Organisation, Role, User
from tests import builders

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture
def norwich():
    return builders.partnership("norwich")


@pytest.fixture
def officer(norwich) -> User:
    return account("olive", norwich, "officer")


def account(name: str, owner, *roles: str) -> User:
    user = builders.person(name, owner, *roles)
    user.email = f"{name.title()}@norwich.example"
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client, name: str, password: str = PASSWORD, **more):
    return client.post("/desk/sign-in/", {"username": name, "password": password, **more})


def code(device: TOTPDevice, steps: int = 0) -> str:
    app = TOTP(device.bin_key, device.step, device.t0, device.digits)
    app.time = time.time() + steps * device.step
    return f"{app.token():06d}"


def words(response) -> str:
    return response.content.decode()


# Signing in and out


@pytest.mark.parametrize("name", ["olive", "olive@norwich.example", "OLIVE@NORWICH.EXAMPLE", " olive "])
def test_sign_in_by_name_or_by_email(client, officer, name):
    response = sign_in(client, name)
    assert (response.status_code, response["Location"]) == (302, "/desk/")
    assert client.get("/desk/").status_code == 200


@pytest.mark.parametrize(
    ("name", "password"), [("olive", "wrong"), ("nobody", PASSWORD), ("", PASSWORD), ("olive", "")]
)
def test_a_wrong_name_or_password_opens_nothing_and_says_what_is_wrong(client, officer, name, password):
    response = sign_in(client, name, password)
    assert response.status_code == 200
    assert "There is a problem" in words(response)
    assert "_auth_user_id" not in client.session


def test_a_closed_account_does_not_open(client, officer):
    User.objects.update(is_active=False)
    assert "The user name or password is wrong." in words(sign_in(client, "olive"))


def test_one_goes_on_to_the_page_one_wanted_but_never_to_another_site(client, officer):
    assert client.get("/desk/norwich/")["Location"] == "/desk/sign-in/?next=/desk/norwich/"
    assert sign_in(client, "olive", next="/desk/norwich/")["Location"] == "/desk/norwich/"
    assert sign_in(client, "olive", next="https://evil.example/")["Location"] == "/desk/"


def test_signing_out_takes_a_button_and_not_a_link(client, officer):
    client.force_login(officer)
    assert client.get("/desk/sign-out/").status_code == 405
    assert client.post("/desk/sign-out/").status_code == 302
    assert client.get("/desk/")["Location"].startswith("/desk/sign-in/")


def test_the_cookie_of_a_session_is_for_this_portal_alone(client, officer):
    cookie = sign_in(client, "olive").cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 12 * 60 * 60)


def test_a_public_page_does_not_know_who_reads_it(client, officer):
    anonymous = client.get("/norwich/")
    client.force_login(officer)
    response = client.get("/norwich/")
    assert response.content == anonymous.content
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_an_idle_session_is_moved_on_at_most_once_in_ten_minutes(client, officer):
    client.force_login(officer)
    assert "sessionid" not in client.get("/desk/account/").cookies
    session = client.session
    session["seen"] -= 11 * 60
    session.save()
    assert client.get("/desk/account/").cookies["sessionid"]["max-age"] == 12 * 60 * 60


def test_five_wrong_passwords_close_sign_in_for_a_quarter_of_an_hour(client, officer):
    for name in ("olive", "olive@norwich.example", "olive", "OLIVE@norwich.example"):
        assert sign_in(client, name, "wrong").status_code == 200
    assert sign_in(client, "olive", "wrong").status_code == 429
    response = sign_in(client, "olive")
    assert response.status_code == 429
    assert re.search(r"Sign-in with this user name is locked until \d\d:\d\d\.", words(response))
    assert "_auth_user_id" not in client.session
    AccessAttempt.objects.update(attempt_time=AccessAttempt.objects.get().attempt_time - dt.timedelta(minutes=15))
    assert sign_in(client, "olive").status_code == 302


def test_wrong_passwords_from_elsewhere_do_not_lock_a_person_out(client, officer):
    for _attempt in range(5):
        client.post("/desk/sign-in/", {"username": "olive", "password": "wrong"}, REMOTE_ADDR="192.0.2.1")
    assert sign_in(client, "olive").status_code == 302


def test_wrong_passwords_typed_while_the_clock_was_a_day_ahead_close_nothing_once_it_is_right(client, officer):
    for _attempt in range(5):
        sign_in(client, "olive", "wrong")
    AccessAttempt.objects.update(attempt_time=timezone.now() + dt.timedelta(days=1))
    assert sign_in(client, "olive").status_code == 302


def test_no_password_is_kept_of_a_sign_in_that_failed(client, officer):
    sign_in(client, "olive", "my other password")
    assert "my other password" not in str(AccessAttempt.objects.values().get())


def test_one_password_is_not_tried_on_every_name(client, officer, monkeypatch):
    monkeypatch.setattr(access_sign_in, "MOST_WRONG", 3)
    for name in ("anna", "ben", "carl"):
        assert sign_in(client, name, "Spring2026").status_code == 200
    stopped = sign_in(client, "olive")
    assert stopped.status_code == 429
    assert re.search(r"You can sign in again at \d\d:00\.", words(stopped))
    elsewhere = client.post("/desk/sign-in/", {"username": "olive", "password": PASSWORD}, REMOTE_ADDR="203.0.113.9")
    assert elsewhere.status_code == 302


def test_one_name_is_not_tried_from_everywhere_and_its_owner_is_not_locked_out(client, officer, monkeypatch):
    """Each network stays below its own limit; a network is more than an address."""
    monkeypatch.setattr(access_sign_in, "MOST_FOR_ONE", 3)
    assert sign_in(client, "olive").status_code == 302
    device = client.cookies["device"]
    assert (device["httponly"], device["path"], device["max-age"]) == (True, "/desk/sign-in/", 90 * 24 * 60 * 60)
    client.post("/desk/sign-out/")

    def from_network(number: int, password: str = "wrong", user: Client | None = None) -> int:
        sent = {"username": "olive@norwich.example", "password": password}
        return (user or Client()).post("/desk/sign-in/", sent, REMOTE_ADDR=f"198.51.{number}.1").status_code

    assert [from_network(number) for number in range(4)] == [200, 200, 200, 429]
    assert from_network(9, PASSWORD) == 429
    assert from_network(9, PASSWORD, client) == 302
    forged = Client()
    forged.cookies["device"] = "olive:made-up"
    assert from_network(9, PASSWORD, forged) == 429


def test_a_session_ends_a_day_after_it_began_however_busy(client, officer):
    client.force_login(officer)
    session = client.session
    session["began"] -= 24 * 60 * 60 + 1
    session.save()
    assert client.get("/desk/account/")["Location"].startswith("/desk/sign-in/")
    assert "_auth_user_id" not in client.session


# Passwords


def link_in(letter) -> str:
    return re.search(r"http://testserver(\S+)", letter.body)[1]


def test_a_forgotten_password_is_set_anew_with_a_link_that_works_once(client, officer):
    sent = client.post("/desk/password/forgotten/", {"email": "OLIVE@norwich.example"})
    assert sent["Location"] == "/desk/password/emailed/"
    link = link_in(mail.outbox[0])
    form = client.get(link)["Location"]
    new = {"new_password1": "a new and long one", "new_password2": "a new and long one"}
    assert client.post(form, new).status_code == 302
    assert sign_in(client, "olive").status_code == 200
    assert sign_in(client, "olive", "a new and long one").status_code == 302
    assert "This link no longer works" in words(client.get(link, follow=True))


def test_nobody_learns_which_addresses_have_an_account(client, officer):
    assert (
        client.post("/desk/password/forgotten/", {"email": "no@norwich.example"})["Location"]
        == "/desk/password/emailed/"
    )
    assert mail.outbox == []


def test_the_same_is_answered_to_many_questions_for_a_link_and_three_are_sent(client, officer):
    answers = {client.post("/desk/password/forgotten/", {"email": officer.email})["Location"] for _time in range(5)}
    assert answers == {"/desk/password/emailed/"}
    assert len(mail.outbox) == 3


def test_setting_a_password_opens_sign_in_again(client, officer):
    for _attempt in range(5):
        sign_in(client, "olive", "wrong")
    client.post("/desk/password/forgotten/", {"email": officer.email})
    form = client.get(link_in(mail.outbox[0]))["Location"]
    client.post(form, {"new_password1": "a new and long one", "new_password2": "a new and long one"})
    assert sign_in(client, "olive", "a new and long one").status_code == 302


@pytest.mark.parametrize(
    ("weak", "said"),
    [
        ("short", "This password is too short. It must contain at least 12 characters."),
        ("password1234", "This password is too common."),
        ("olive@norwich.example", "The password is too similar to the email address."),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(client, officer, weak, said):
    client.force_login(officer)
    assert "&lt;" not in words(client.get("/desk/password/change/"))
    sent = {"old_password": PASSWORD, "new_password1": weak, "new_password2": weak}
    assert said in words(client.post("/desk/password/change/", sent))
    officer.refresh_from_db()
    assert officer.check_password(PASSWORD)


def test_changing_a_password_needs_the_old_one_and_keeps_one_signed_in(client, officer):
    client.force_login(officer)
    new = {"new_password1": "a new and long one", "new_password2": "a new and long one"}
    assert client.post("/desk/password/change/", {"old_password": "wrong", **new}).status_code == 200
    assert client.post("/desk/password/change/", {"old_password": PASSWORD, **new})["Location"] == "/desk/account/"
    assert client.get("/desk/account/").status_code == 200


def test_two_people_cannot_have_one_email_address(officer):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(username="other", email="olive@NORWICH.example")


# The second factor


@pytest.mark.parametrize("role", Role)
def test_who_has_to_prove_themselves_twice(client, norwich, role):
    client.force_login(account("person", norwich, role))
    wanted = client.get("/desk/account/")
    if role in (Role.ADMINISTRATOR, Role.APPROVER):
        assert wanted["Location"] == "/desk/second-factor/?next=/desk/account/"
        assert client.post("/desk/norwich/people/").status_code == 302
        assert client.get("/desk/")["Location"] == "/desk/second-factor/?next=/desk/"
    else:
        assert wanted.status_code == 200


@pytest.fixture
def approver(norwich) -> User:
    return account("april", norwich, "approver")


def set_up(client, user) -> list[str]:
    """Set an app up as a person would; returns the recovery codes."""
    assert "Set up two-step sign-in" in words(client.get("/desk/second-factor/"))
    page = words(client.post("/desk/second-factor/", {"code": code(TOTPDevice.objects.get(user=user))}))
    return re.findall(r"<code>(.{5}-.{5})</code>", page)


def test_an_app_is_set_up_with_its_first_code(client, approver):
    sign_in(client, "april")
    page = words(client.get("/desk/second-factor/?next=/desk/account/"))
    device = TOTPDevice.objects.get()
    assert 'href="otpauth://totp/' in page
    assert re.search(r"(\w{4} ){7}\w{4}", page)
    assert segno.make(device.config_url, error="m").svg_inline(svgclass="app-qr", omitsize=True, light="#fff") in page
    wrong = client.post("/desk/second-factor/", {"code": "000000" if code(device) != "000000" else "111111"})
    assert "This code is wrong" in words(wrong)
    assert not TOTPDevice.objects.get().confirmed
    TOTPDevice.objects.update(throttling_failure_count=0)
    right = client.post("/desk/second-factor/", {"code": code(device), "next": "/desk/account/"})
    assert len(re.findall(r"<code>.{5}-.{5}</code>", words(right))) == 10
    assert 'href="/desk/account/"' in words(right)
    assert client.get("/desk/account/").status_code == 200


def test_the_next_sign_in_asks_for_a_code_that_works_once(client, approver):
    sign_in(client, "april")
    set_up(client, approver)
    client.post("/desk/sign-out/")
    sign_in(client, "april")
    assert client.get("/desk/")["Location"].startswith("/desk/second-factor/")
    device = TOTPDevice.objects.get()
    used = client.post("/desk/second-factor/", {"code": code(device)})
    assert "it has already been used" in words(used)
    TOTPDevice.objects.update(throttling_failure_count=0)
    later = client.post("/desk/second-factor/?next=/desk/account/", {"code": code(device, steps=1)})
    assert later["Location"] == "/desk/account/"
    assert client.get("/desk/").status_code == 200


def test_a_recovery_code_works_once(client, approver):
    sign_in(client, "april")
    codes = set_up(client, approver)
    for typed in (codes[0], codes[1].upper().replace("-", " ")):
        client.post("/desk/sign-out/")
        sign_in(client, "april")
        assert client.post("/desk/second-factor/", {"code": typed}).status_code == 302
        assert client.get("/desk/").status_code == 200
    client.post("/desk/sign-out/")
    sign_in(client, "april")
    assert client.post("/desk/second-factor/", {"code": codes[0]}).status_code == 200
    assert client.get("/desk/").status_code == 302
    assert second_factor.recovery_codes_left(approver) == 8


def test_recovery_codes_are_not_stored_as_they_are_typed(approver):
    codes = second_factor.new_recovery_codes(approver)
    stored = set(StaticToken.objects.values_list("token", flat=True))
    assert len(stored) == 10
    assert stored.isdisjoint({typed.replace("-", "") for typed in codes})


def test_the_code_of_another_person_proves_nothing(client, norwich, approver):
    other = account("other", norwich, "approver")
    codes = second_factor.new_recovery_codes(other)
    second_factor.new_recovery_codes(approver)
    assert second_factor.check(approver, codes[0]) is None


def test_many_wrong_codes_have_to_wait(client, approver):
    sign_in(client, "april")
    set_up(client, approver)
    client.post("/desk/sign-out/")
    sign_in(client, "april")
    for _attempt in range(2):
        response = client.post("/desk/second-factor/", {"code": "not-a-code"})
    assert re.search(r"Too many wrong codes\. Try again in \d+ seconds?\.", words(response))


def test_an_officer_may_have_one_too_and_is_then_asked_for_it(client, officer):
    sign_in(client, "olive")
    assert client.get("/desk/account/").status_code == 200
    set_up(client, officer)
    client.post("/desk/sign-out/")
    sign_in(client, "olive")
    assert client.get("/desk/account/").status_code == 302


def test_the_second_factor_is_turned_off_with_a_last_code(client, officer):
    sign_in(client, "olive")
    codes = set_up(client, officer)
    assert client.post("/desk/second-factor/off/", {"code": "wrong"}).status_code == 200
    assert second_factor.app_of(officer) is not None
    StaticDevice.objects.update(throttling_failure_count=0)
    assert client.post("/desk/second-factor/off/", {"code": codes[0]})["Location"] == "/desk/account/"
    assert second_factor.app_of(officer) is None
    assert client.get("/desk/account/").status_code == 200


def test_without_a_second_factor_nobody_makes_recovery_codes(client, officer):
    client.force_login(officer)
    assert client.post("/desk/second-factor/recovery-codes/").status_code == 403
    assert client.get("/desk/second-factor/off/").status_code == 403


def test_somebody_who_lost_everything_is_helped_at_the_command_line(approver, capsys):
    TOTPDevice.objects.create(user=approver, name="app")
    call_command("second_factor_off", approver.email)
    assert "turned off for april" in capsys.readouterr().out
    assert second_factor.app_of(approver) is None
    with pytest.raises(CommandError, match="There is no account with the user name"):
        call_command("second_factor_off", "nobody")


# People and roles


@pytest.fixture
def administrator(client, norwich) -> User:
    user = account("ada", norwich, "administrator")
    builders.sign_in(client, user)
    return user


NEW = {"email": "New.Person@police.example", "first_name": "New", "last_name": "Person", "role": "lead"}


def test_somebody_new_gets_a_role_and_a_letter_to_set_a_password(client, norwich, administrator):
    police = builders.Organisation.objects.create(name="Police")
    assert client.post("/desk/norwich/people/", NEW | {"organisation": police.pk}).status_code == 302
    page = words(client.get("/desk/norwich/people/"))
    assert "New Person is now “Lead for an action”. We have emailed them." in page
    person = User.objects.get(email="new.person@police.example")
    assert not person.has_usable_password()
    assert [(m.role, m.organisation) for m in person.memberships.all()] == [("lead", police)]
    form = client.get(link_in(mail.outbox[0]))["Location"]
    client.post(form, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    client.post("/desk/sign-out/")
    assert sign_in(client, "new.person@police.example").status_code == 302
    assert client.get("/desk/norwich/").status_code == 200


def test_the_link_for_somebody_new_is_shown_to_be_given_on(client, norwich, administrator):
    page = words(client.post("/desk/norwich/people/", NEW, follow=True))
    assert link_in(mail.outbox[0]) in page


def test_a_link_is_never_shown_to_who_could_use_it_to_enter_another_partnership(client, norwich, administrator):
    """Somebody who was invited elsewhere and has no password yet; and the link shown before is void by then."""
    elsewhere = builders.partnership("elsewhere")
    client.post("/desk/norwich/people/", NEW, follow=True)
    shown = link_in(mail.outbox[0])
    their_admin = account("else", elsewhere, "administrator")
    builders.sign_in(client, their_admin)
    page = words(client.post("/desk/elsewhere/people/", NEW | {"role": "officer"}, follow=True))
    assert "We have emailed them." in page
    assert "/desk/password/" not in page
    assert "This link no longer works" in words(client.get(shown, follow=True))
    assert client.get(link_in(mail.outbox[1])).status_code == 302


def test_somebody_without_a_password_can_ask_for_another_letter(client, norwich, administrator):
    client.post("/desk/norwich/people/", NEW)
    client.post("/desk/password/forgotten/", {"email": NEW["email"]})
    assert len(mail.outbox) == 2


def test_a_role_that_somebody_has_is_given_for_another_organisation(client, administrator, officer):
    council = Organisation.objects.create(name="Council")
    given = NEW | {"email": officer.email, "role": "officer", "organisation": council.pk}
    assert client.post("/desk/norwich/people/", given).status_code == 302
    assert [(m.role, m.organisation) for m in officer.memberships.all()] == [("officer", council)]
    change = Change.objects.latest("pk")
    assert (change.kind, change.field, change.old, change.new) == ("changed", "organisation", "", "Council")


def test_somebody_known_keeps_the_account_and_the_password(client, administrator, officer):
    client.post("/desk/norwich/people/", NEW | {"email": officer.email, "role": "scrutiny member"})
    officer.refresh_from_db()
    assert officer.check_password(PASSWORD)
    assert {m.role for m in officer.memberships.all()} == {"officer", "scrutiny member"}
    assert "/password/" not in mail.outbox[0].body
    assert User.objects.count() == 2


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"email": "olive@norwich.example", "role": "officer"}, "already has this role"),
        ({"email": "not an address", "role": "officer"}, "Enter a valid email address."),
        ({"email": "a@b.example", "role": "mayor"}, "Select a valid choice."),
        ({"email": "", "role": ""}, "Fill this in."),
        ({"email": "a@b.example", "role": "officer", "organisation": "99"}, "Select a valid choice."),
    ],
)
def test_what_is_wrong_with_a_new_person_is_said_and_nothing_is_stored(client, administrator, officer, sent, said):
    page = words(client.post("/desk/norwich/people/", sent))
    assert said in page
    assert (User.objects.count(), officer.memberships.count(), mail.outbox) == (2, 1, [])


def test_a_letter_that_cannot_be_sent_is_said(client, administrator, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("no mail here")

    monkeypatch.setattr(EmailBackend, "send_messages", fail)
    client.post("/desk/norwich/people/", NEW)
    assert "the email could not be sent" in words(client.get("/desk/norwich/people/"))


def test_a_role_is_taken_away_after_a_question(client, administrator, officer):
    row = officer.memberships.get()
    address = f"/desk/norwich/people/{row.pk}/"
    assert "Remove this role?" in words(client.get(address))
    assert officer.memberships.exists()
    assert client.post(address)["Location"] == "/desk/norwich/people/"
    assert not officer.memberships.exists()
    assert client.get(address).status_code == 404


def test_the_last_administrator_stays(client, norwich, administrator):
    row = administrator.memberships.get()
    client.post(f"/desk/norwich/people/{row.pk}/")
    assert "This is the last administrator." in words(client.get("/desk/norwich/people/"))
    other = account("other", norwich, "administrator")
    assert client.post(f"/desk/norwich/people/{row.pk}/")["Location"] == "/desk/"
    with pytest.raises(ValidationError, match="last administrator"):
        accounts.take_role(other.memberships.get(), by=other)


def test_roles_given_and_taken_stand_in_the_history(client, norwich, administrator):
    client.post("/desk/norwich/people/", NEW)
    row = norwich.memberships.get(role="lead")
    client.post(f"/desk/norwich/people/{row.pk}/")
    assert list(Change.objects.order_by("pk").values_list("kind", "row_name", "by__username")) == [
        ("added", "New Person, Lead for an action", "ada"),
        ("removed", "New Person, Lead for an action", "ada"),
    ]


def test_a_role_of_another_partnership_is_not_there(client, administrator):
    elsewhere = builders.person("other", builders.partnership("elsewhere"), "officer").memberships.get()
    assert client.post(f"/desk/norwich/people/{elsewhere.pk}/").status_code == 404
    assert client.post(f"/desk/elsewhere/people/{elsewhere.pk}/").status_code == 404
    elsewhere.refresh_from_db()


def test_the_help_page_prints_the_table_that_decides(client, officer):
    client.force_login(officer)
    page = words(client.get("/desk/help/roles/"))
    for permission in Permission:
        row = re.search(
            rf'<th scope="row"[^>]*>{re.escape(str(permission.label))}</th>(.*)</tr>', page.replace("&#39;", "'")
        )[1]
        assert [cell == "Yes" for cell in re.findall(r"(Yes|No)</td>", row)] == [
            *(permission in ROLES[r] for r in Role),
            permission in SITE_ADMINISTRATOR,
        ]


# The demonstration, and a new portal


def test_outside_the_demonstration_there_are_no_accounts(norwich):
    assert not User.objects.exists()
    with pytest.raises(CommandError, match="no demonstration accounts"):
        call_command("demo_accounts")
    assert not User.objects.exists()


def test_the_demonstration_has_one_account_for_each_role(client, norwich):
    builders.partnership("cambridge")
    made = demo_accounts.make()
    assert [one.role for one in made] == list(Role)
    assert len({one.password for one in made}) == len(Role)
    for one in made:
        user = User.objects.get(username=one.name)
        assert {(m.partnership.slug, m.role) for m in user.memberships.all()} == {
            ("norwich", one.role),
            ("cambridge", one.role),
        }
        assert sign_in(client, one.name, one.password).status_code == 302
        if one.secret:
            assert one.secret in demo_accounts.sheet(made)
            typed = code(TOTPDevice.objects.get(user=user))
            assert client.post("/desk/second-factor/", {"code": typed}).status_code == 302
        assert client.get("/desk/account/").status_code == 200


def test_new_passwords_for_the_demonstration(client, norwich, capsys):
    old = {one.name: one.password for one in demo_accounts.make()}
    call_command("demo_accounts")
    new = dict(re.findall(r"^  (\S+) +(\S+)", capsys.readouterr().out, re.M))
    assert new.keys() == old.keys()
    assert sign_in(client, "officer", old["officer"]).status_code == 200
    assert sign_in(client, "officer", new["officer"]).status_code == 302


def test_a_made_up_link_to_set_a_password_for_nobody_says_that_it_does_not_work(client, db):
    page = client.get("/desk/password/OTk5OTk5/made-up/")
    assert page.status_code == 200
    assert "This link no longer works" in page.content.decode()


def test_a_closed_account_is_given_no_role(norwich, officer):
    User.objects.filter(pk=officer.pk).update(is_active=False)
    with pytest.raises(ValidationError, match="account is closed"):
        accounts.give_role(norwich, Role.LEAD, None, email=officer.email, first_name="", last_name="", by=None)


def test_new_recovery_codes_are_shown_to_who_has_an_app(client, officer):
    sign_in(client, "olive")
    old = set_up(client, officer)
    shown = re.findall(r"<code>(.{5}-.{5})</code>", words(client.post("/desk/second-factor/recovery-codes/")))
    assert len(shown) == 10
    assert not {*shown} & {*old}


def test_without_an_app_no_code_proves_anything(officer):
    assert second_factor.confirm(officer, "123456") is None
    assert second_factor.check(officer, "123456") is None


def test_a_sign_in_that_names_nobody_is_no_guess_at_anybody(db):
    assert access_sign_in.NameOrEmail().authenticate(None, username=None, password="x") is None
    assert access_sign_in.name_for_throttle(None, {}) is None
    assert access_sign_in.name_for_throttle(None, {"username": " Olive "}) == "olive"
    for credentials in ({}, {"username": "olive"}):
        access_sign_in.count_wrong_password(None, credentials)
