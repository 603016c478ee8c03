"""From an empty database to a partnership: the link from the console, the first account, the first people."""

import re
import time

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from plans.models import Partnership, Role, User
from tests import builders

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
ME = {"first_name": "Ada", "last_name": "Byron", "email": "Ada@norwich.example"}
BOTH = {"new_password1": PASSWORD, "new_password2": PASSWORD}
NEW = {"name": "Safer Norwich", "kind": "community safety", "jurisdiction": "england", "slug": "norwich"}


def command(capsys, *words: str) -> str:
    call_command("first_administrator", *words)
    return capsys.readouterr().out


def link_in(printed: str) -> str:
    return re.search(r"http://127.0.0.1:8000(/desk/password/\S+)", printed)[1]


def words(response) -> str:
    return response.content.decode()


def test_from_the_link_to_the_first_invitation(client, capsys):
    """Link, account, code app, partnership, invitation: five forms."""
    form = client.get(link_in(command(capsys)))["Location"]
    assert 'name="first_name"' in words(client.get(form))
    assert client.post(form, ME | BOTH)["Location"] == "/desk/"
    assert client.get("/desk/")["Location"] == "/desk/second-factor/?next=/desk/"
    client.get("/desk/second-factor/")
    app = TOTPDevice.objects.get()
    token = TOTP(app.bin_key)
    token.time = time.time()
    client.post("/desk/second-factor/", {"code": f"{token.token():06d}"})
    assert 'href="/desk/partnerships/add/">Add your partnership' in words(client.get("/desk/"))
    assert client.post("/desk/partnerships/add/", NEW)["Location"] == "/desk/norwich/people/"
    client.post("/desk/norwich/people/", {"email": "olive@norwich.example", "role": "officer"})
    assert mail.outbox[0].to == ["olive@norwich.example"]
    ada = User.objects.get(email="ada@norwich.example")
    assert (ada.username, ada.get_full_name(), ada.is_superuser) == ("ada@norwich.example", "Ada Byron", True)
    assert [str(one) for one in ada.memberships.all()] == ["Ada Byron, Administrator of Safer Norwich"]
    assert Partnership.objects.get().place == "Norwich"


def test_the_link_works_once_and_then_there_is_no_other(client, capsys):
    link = link_in(command(capsys))
    client.post(client.get(link)["Location"], ME | BOTH)
    client.post("/desk/sign-out/")
    assert "This link no longer works" in words(client.get(link, follow=True))
    said = command(capsys)
    assert said == "There is already a site administrator. Sign in at http://127.0.0.1:8000/desk/\n"


def test_asked_for_twice_the_link_is_for_one_account(capsys):
    assert link_in(command(capsys)).split("/")[3] == link_in(command(capsys)).split("/")[3]
    assert User.objects.count() == 1


def test_the_link_begins_with_the_address_that_is_given(capsys):
    assert "https://plans.example/desk/password/" in command(capsys, "--address", "https://plans.example")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"email": ""}, "Fill this in."),
        ({"email": "olive@norwich.example"}, "Someone else already uses this email address."),
        (
            {"new_password1": "ada@norwich.example", "new_password2": "ada@norwich.example"},
            "too similar to",
        ),
    ],
)
def test_an_account_that_cannot_be(client, capsys, given, said):
    User.objects.create(username="olive", email="Olive@norwich.example")
    form = client.get(link_in(command(capsys)))["Location"]
    assert said in words(client.post(form, ME | BOTH | given))
    assert not User.objects.filter(is_superuser=True).exclude(email="").exists()


def test_an_empty_portal_makes_nobody_its_administrator(client):
    """A visitor without the link gets to no form; and a guessed one is no link."""
    User.objects.create(username="site-administrator", is_superuser=True)
    assert "python manage.py first_administrator" in words(client.get("/"))
    assert client.get("/desk/partnerships/add/")["Location"].startswith("/desk/sign-in/")
    assert client.post("/desk/sign-in/", {"username": "site-administrator", "password": ""}).status_code == 200
    client.post("/desk/password/forgotten/", {"email": ""})
    assert mail.outbox == []
    assert "This link no longer works" in words(client.post("/desk/password/MQ/set-password/", ME | BOTH))
    assert not User.objects.exclude(email="").exists()


# With a partnership and an email address


def test_the_partnership_is_made_when_it_does_not_exist(client, capsys):
    said = command(capsys, "south-ribble", "Ada@ribble.example")
    assert "Added the partnership South Ribble Community Safety Partnership." in said
    assert "ada@ribble.example is now an administrator of South Ribble Community Safety Partnership." in said
    assert "ada@ribble.example is also the site administrator" in said
    form = client.get(link_in(said))["Location"]
    assert 'name="first_name"' not in words(client.get(form))
    assert client.post(form, BOTH)["Location"] == "/desk/"
    ada = User.objects.get()
    assert (ada.memberships.get().role, ada.is_superuser) == (Role.ADMINISTRATOR, True)
    assert ada.memberships.get().partnership.place == "South Ribble"


def test_its_name_can_be_given(capsys):
    command(capsys, "norwich", "ada@norwich.example", "--name", "Safer Norwich")
    assert Partnership.objects.get().name == "Safer Norwich"


def test_who_has_a_password_gets_no_link_and_one_site_administrator_is_enough(capsys):
    builders.partnership("norwich")
    User.objects.create(username="sue", email="sue@site.example", is_superuser=True)
    ada = User.objects.create(username="ada", email="ada@norwich.example")
    ada.set_password(PASSWORD)
    ada.save()
    said = command(capsys, "norwich", "ada@norwich.example")
    assert said.splitlines() == [
        "ada is now an administrator of Safer Norwich.",
        "They already have a password. Sign in at http://127.0.0.1:8000/desk/",
    ]
    assert not User.objects.get(pk=ada.pk).is_superuser


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["norwich"], "Who will be the administrator of “norwich”? Add their email address."),
        (["norwich", "ada"], "“ada” is not an email address. Give one like name@council.gov.uk."),
        (["nor wich", "ada@norwich.example"], "“nor wich” cannot be the address of a partnership. Use letters, "
         "digits and hyphens without spaces, e.g. norwich."),
        (["desk", "ada@norwich.example"], "This address is used by the portal itself; choose another."),
        (["anytown", "ada@norwich.example"], "This person already has this role in this partnership."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_in_one_sentence_and_nothing_is_made(given, said):
    owner = builders.partnership()
    User.objects.create(username="ada", email="ada@norwich.example").memberships.create(
        partnership=owner, role="administrator"
    )
    with pytest.raises(CommandError) as problem:
        call_command("first_administrator", *given)
    assert str(problem.value) == said
    assert (Partnership.objects.count(), User.objects.count()) == (1, 1)
